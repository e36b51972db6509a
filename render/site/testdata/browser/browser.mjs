// What the scripts share: the browser, pages that note what must not happen, and checks.
import { createRequire } from 'node:module';

const require = createRequire(process.env.MODULES);
const { chromium } = require('playwright-core');
const axe = require('axe-core');

/** failures are what was found wrong; end() reports them. */
const failures = [];

export function check(ok, what) {
  if (!ok) failures.push(what);
}

/** start starts the browser with a fresh profile, without anything that calls home. */
export function start() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** open makes a page with storage of its own that notes errors on the console, and requests to what allowed does not match. */
export async function open(browser, allowed, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') failures.push(`${page.url()}: console: ${m.text()}`); });
  page.on('pageerror', (e) => failures.push(`${page.url()}: ${e.message}`));
  page.on('request', (r) => check(allowed.test(r.url()) || r.url().startsWith('data:'), `${page.url()} requests ${r.url()}`));
  return page;
}

/** accessible runs axe with all its rules on the page as it stands. */
export async function accessible(page, what) {
  // Pages forbid scripts that are not theirs, so axe is evaluated by the debugger.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: false }));
  for (const v of found.violations) {
    failures.push(`${what}: axe ${v.id} (${v.impact}): ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 200)} ${n.failureSummary.split('\n').slice(1).join(' ')}`).join('\n    ')}`);
  }
  const ran = found.passes.length + found.inapplicable.length;
  check(ran > 50, `${what}: axe ran only ${ran} rules`);
}

/** end closes the browser and ends the process: 1 when something was wrong. */
export async function end(browser) {
  await browser.close();
  for (const f of [...new Set(failures)]) console.log(f);
  process.exit(failures.length ? 1 : 0);
}
