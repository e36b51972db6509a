// node serve.mjs URL FILE: a page that stagecraft serves shows a change of FILE, and an error in it, by itself.
import { readFileSync, writeFileSync } from 'node:fs';
import { check, end, open, start } from './browser.mjs';

const [url, file] = process.argv.slice(2);
const browser = await start();
const page = await open(browser, new RegExp('^' + url));
const text = readFileSync(file, 'utf8');

// Wait for the page to listen, so that it is the page that brings the change about, not a later visit.
const listens = () => page.waitForResponse((r) => r.url().includes('/_live'));
let listening = listens();
await page.goto(url);
await listening;
check(await page.locator('h1').innerText() === 'Before', 'the page does not show the first title');

listening = listens();
writeFileSync(file, text.replaceAll('Before', 'After'));
await page.getByRole('heading', { level: 1, name: 'After' }).waitFor();
await listening;

listening = listens();
writeFileSync(file, text.replaceAll('Before', 'After') + '\nbogus {\n');
await page.locator('.problems', { hasText: 'SC0001' }).waitFor();
check(await page.locator('h1').innerText() === 'After', 'the last version without errors does not stay');
check(/the last version without errors/.test(await page.locator('.problems').innerText()), 'nobody is told that the page is not the newest');
await listening;

writeFileSync(file, text);
await page.getByRole('heading', { level: 1, name: 'Before' }).waitFor();
check(await page.locator('.problems').count() === 0, 'the problem stays when it is solved');
await end(browser);
