// Chromium with the tracker in it. The site has an address that nobody can have (.example) and is answered
// from pages/ by the browser's own request hook: nothing is looked up, nothing leaves the machine.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const SITE = 'https://claims.larkfield.example/';
const HERE = path.dirname(fileURLToPath(import.meta.url));
const PAGES = path.join(HERE, '..', 'pages');
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS });
}

async function answer(route) {
  const url = new URL(route.request().url());
  const file = path.join(PAGES, url.pathname === '/' ? 'index.html' : path.basename(url.pathname));
  if (url.origin !== new URL(SITE).origin) return route.abort();
  try {
    return await route.fulfill({ body: await readFile(file), contentType: TYPES[path.extname(file)] });
  } catch {
    return route.fulfill({ status: 404, body: 'not found', contentType: 'text/plain' });
  }
}

/** The text of a package's UMD build, without the line that names its source map. */
async function bundle(name, file) {
  const require = createRequire(import.meta.url);
  const text = await readFile(path.join(path.dirname(require.resolve(name)), file), 'utf8');
  return text.replace(/\/\/# sourceMappingURL=.*\s*$/, '\n');
}

/** Opens a page whose events arrive in `take`, each as a parsed rrweb event. */
export async function open(browser, { device, masks, take }) {
  const context = await browser.newContext({
    viewport: device.viewport, userAgent: device.userAgent, hasTouch: !!device.touch, isMobile: !!device.touch,
    deviceScaleFactor: device.scale ?? 1, locale: 'en-GB', timezoneId: 'Europe/Dublin', serviceWorkers: 'block',
  });
  await context.route('**/*', answer);
  await context.exposeBinding('__recorded', (_source, text) => take(JSON.parse(text)));
  const parts = [
    await bundle('rrweb', 'rrweb.umd.min.cjs'),
    await bundle('@rrweb/rrweb-plugin-console-record', 'rrweb-plugin-console-record.umd.min.cjs'),
    `const __settings = ${JSON.stringify({ maskAll: false, showCards: false, checkoutEveryMs: 20_000, ...masks })};`,
    await readFile(path.join(HERE, 'tracker.js'), 'utf8'),
  ];
  await context.addInitScript({ content: parts.join(';\n') });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page };
}
