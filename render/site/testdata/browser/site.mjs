// node site.mjs DIR: drives the site of the b2b-saas example in DIR from file://.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible, check, end, open, start } from './browser.mjs';

const dir = process.argv[2];
const url = (path) => pathToFileURL(join(dir, path)).href;
const browser = await start();
const page = await open(browser, /^file:/);

// Search finds the stage by its abbreviation and leads to it, by keyboard alone.
await page.goto(url('index.html'));
await page.keyboard.press('/');
check(await page.evaluate(() => document.activeElement.id) === 'site-search', '"/" does not go to the search');
await page.keyboard.type('MQL');
await page.locator('#site-results [role=option]').first().waitFor();
const first = await page.locator('#site-results [role=option]').first().innerText();
check(/Marketing Qualified Lead/.test(first) && /Stage/.test(first), `the first result for MQL is ${first}`);
check(/^\d+ results/.test(await page.locator('#site-count').innerText()), 'the number of results is not announced');
check(await page.locator('#site-search').getAttribute('aria-activedescendant') === 'site-result-0', 'the first result is not the active one');
await accessible(page, 'search');
await page.keyboard.press('ArrowDown');
check(await page.locator('#site-search').getAttribute('aria-activedescendant') === 'site-result-1', 'the arrow does not go to the second result');
await page.keyboard.press('ArrowUp');
await page.keyboard.press('Enter');
await page.waitForURL(/stages\/lead-mql\.html$/);
check(await page.locator('h1').innerText() === 'Marketing Qualified Lead MQL', 'the stage page has another heading');

// Esc empties the search, then leaves it; nonsense finds nothing and says so.
await page.keyboard.press('/');
await page.keyboard.type('xyzzyq');
await page.waitForFunction(() => document.getElementById('site-count').textContent === 'No results');
await page.keyboard.press('Escape');
check(await page.locator('#site-search').inputValue() === '', 'Esc does not empty the search');
// A word of a definition, two words, a field.
for (const [query, want] of [['e-mail', /E-mail/], ['sales accepted', /Sales Accepted Lead/], ['routing rules', /Routing Rules/]]) {
  await page.locator('#site-search').fill(query);
  await page.locator('#site-results [role=option]').first().waitFor();
  const got = await page.locator('#site-results [role=option] .name').allInnerTexts();
  check(want.test(got[0]), `${query} finds ${got.slice(0, 3)} first`);
}

// Who types and presses Enter before the index is there is led to the first result, too.
await page.goto(url('glossary.html'));
await page.evaluate(() => {
  const input = document.getElementById('site-search');
  input.focus();
  input.value = 'SAL';
  input.dispatchEvent(new Event('input'));
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
});
await page.waitForURL(/stages\/lead-sal\.html$/);

// A stage in the diagram leads to its page, by pointer and by keyboard.
await page.goto(url('index.html'));
const box = page.locator('svg a[href$="lead-sal.html"]');
await box.click();
await page.waitForURL(/stages\/lead-sal\.html$/);
await page.goto(url('documents/architecture-diagram.html'));
await page.locator('svg a[href$="lead-sql.html"]').focus();
await page.keyboard.press('Enter');
await page.waitForURL(/stages\/lead-sql\.html$/);

// Keyboard only: the first stop is the way past the navigation, which works; then on to a neighbour.
await page.goto(url('stages/lead-mql.html'));
await page.keyboard.press('Tab');
check(await page.evaluate(() => document.activeElement.className) === 'skip', 'the first stop is not the skip link');
await page.keyboard.press('Enter');
check(await page.evaluate(() => document.activeElement.id) === 'site-main', 'the skip link does not go to the content');
for (let i = 0; i < 200 && await page.evaluate(() => document.activeElement.rel) !== 'next'; i++) {
  await page.keyboard.press('Tab');
  const hidden = await page.evaluate(() => { const r = document.activeElement.getBoundingClientRect(); return r.width === 0 || r.height === 0 ? document.activeElement.outerHTML.slice(0, 120) : ''; });
  check(hidden === '', `the focus is on something that is not seen: ${hidden}`);
}
await page.keyboard.press('Enter');
await page.waitForURL(/stages\/lead-sal\.html$/);

// The choice of the mode lasts.
await page.locator('#site-mode').click();
check(await page.locator('#site-mode').getAttribute('aria-pressed') === 'true', 'the dark mode is not on');
const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
await page.goto(url('glossary.html'));
check(await page.evaluate(() => getComputedStyle(document.body).backgroundColor) === dark, 'the dark mode does not last');
await page.locator('#site-mode').click();

// Printed, the navigation is gone and the colours are light, also from the dark mode.
await page.locator('#site-mode').click();
await page.emulateMedia({ media: 'print' });
check(!await page.locator('#site-nav').isVisible() && !await page.locator('#site-search').isVisible(), 'the navigation is printed');
check(await page.evaluate(() => getComputedStyle(document.body).backgroundColor) === 'rgb(255, 255, 255)', 'printed pages are not light');
await page.emulateMedia({ media: 'screen' });
await page.locator('#site-mode').click();

// On a phone the menu opens and closes, and nothing but what scrolls by itself is wider than the screen.
await page.setViewportSize({ width: 390, height: 844 });
for (const path of ['index.html', 'stages/lead-mql.html', 'documents/definition-alignment.html', 'glossary.html']) {
  await page.goto(url(path));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 390, `${path} is ${wide} pixels wide on a phone`);
}
await page.getByRole('link', { name: 'Menu', exact: true }).click();
check(await page.locator('#site-nav').isVisible(), 'the menu does not open on a phone');
await accessible(page, 'menu on a phone');
await page.getByRole('link', { name: 'Close the menu' }).click();
check(!await page.locator('#site-nav').isVisible(), 'the menu does not close on a phone');
await page.setViewportSize({ width: 1280, height: 900 });

// Nothing that axe finds wrong: in every kind of page, light and dark, and in every document, light.
const kinds = ['index.html', 'glossary.html', 'stages/lead-mql.html', `handoffs/${readdirSync(join(dir, 'handoffs'))[0]}`,
  'documents/definition-alignment.html', 'documents/architecture-diagram.html'];
const documents = readdirSync(join(dir, 'documents')).map((f) => `documents/${f}`).filter((f) => f.endsWith('.html') && !kinds.includes(f));
check(documents.length > 5, 'there are few documents');
for (const colorScheme of ['light', 'dark']) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => localStorage.clear());
  for (const path of colorScheme === 'light' ? [...kinds, ...documents] : kinds) {
    await page.goto(url(path));
    await accessible(page, `${path}, ${colorScheme}`);
  }
}

// Without JavaScript there is everything but the search.
const plain = await open(browser, /^file:/, { javaScriptEnabled: false });
await plain.goto(url('index.html'));
check(!await plain.locator('#site-search').isVisible(), 'without scripts there is a search that does nothing');
await plain.locator('svg a[href$="lead-mql.html"]').click();
await plain.waitForURL(/stages\/lead-mql\.html$/);
await end(browser);
