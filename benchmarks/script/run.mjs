// What a script adds to a fetch and to an XMLHttpRequest that are not its business:
//
//   npm install && npm run overhead -- [pairs]
//
// Chromium is Debian's, or what CHROME_BIN names.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const OURS = new URL('../../autoconfigure/src/main/resources/io/github/sessionexpiry/script/', import.meta.url);
const MODULES = new URL('node_modules/', import.meta.url);

/** What is compared; the first has nothing in it and shows how exact the figures are. */
const scripts = {
  'nothing': async () => '',
  'session-expiry.js': () => readFile(new URL('session-expiry.js', OURS)),
  'xhook': async () => `${await readFile(new URL('xhook/dist/xhook.min.js', MODULES))}; xhook.after(() => {});`,
  'ajax-hook': async () => `${await readFile(new URL('ajax-hook/dist/ajaxhook.min.js', MODULES))};
    ah.proxy({ onRequest: (config, handler) => handler.next(config), onResponse: (response, handler) => handler.next(response) });`,
  'zone.js': () => readFile(new URL('zone.js/bundles/zone.umd.min.js', MODULES)),
};

// Isolated, a page has a clock of five microseconds.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const server = createServer(async (request, response) => {
  const { pathname, search } = new URL(request.url, 'http://localhost');
  const name = decodeURIComponent(pathname.slice('/session-expiry/'.length));
  const send = (type, body) => response.writeHead(200, { ...headers, 'Content-Type': type }).end(body);
  if (pathname === '/') {
    send('text/html', '<!doctype html><script src="/overhead.js"></script><body></body>');
  } else if (pathname === '/overhead.js') {
    send('text/javascript', await readFile(new URL('overhead.js', import.meta.url)));
  } else if (pathname === '/frame') {
    send('text/html', `<!doctype html>${search ? `<script src="${search.slice(1)}"></script>` : ''}`);
  } else if (pathname === '/session-expiry/status') {
    send('application/json', '{"authenticated":true,"user":"a"}');
  } else if (pathname.startsWith('/session-expiry/')) {
    send('text/javascript', await (scripts[name]?.() ?? readFile(new URL(name, OURS))));
  } else {
    request.resume();
    send('application/json', '{"fine":true}');
  }
}).listen(0);
const origin = `http://localhost:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(origin);

const urls = Object.keys(scripts).map((name) => `/session-expiry/${encodeURIComponent(name)}`);
const rows = await page.evaluate(([all, pairs]) => measure(all, pairs), [urls, Number(process.argv[2] ?? 2000)]);
console.log('| script | request | native, µs | with it, µs | added, µs | |\n| --- | --- | --- | --- | --- | --- |');
for (const { script, kind, native, hooked, added } of rows) {
  const name = decodeURIComponent(script.split('/').pop());
  console.log(`| ${name} | ${kind} | ${native} | ${hooked} | ${added} | ${(100 * added / native).toFixed(1)} % |`);
}
await browser.close();
server.close();
