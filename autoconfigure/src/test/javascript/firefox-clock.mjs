// The time until the session ends by the clocks of the browser, as WatchInRealTimeIT has it.

import assert from 'node:assert/strict';
import { open, press, question, server, testPage, until, warning } from './firefox.mjs';

/** Seconds before the end. The least there are; so that nobody waits long, sessions have little more. */
const WARNING = 20;

const timing = (seconds) => `session-expires-in;desc="${seconds}", session-user;desc="alice"`;

/** Opens a page of alice, whose answer tells how many seconds her session lasts. */
async function openWatched(page, seconds) {
  await server.page('/watched',
    { attributes: '', body: '<textarea></textarea>', headers: { 'Server-Timing': timing(seconds) } });
  await page.evaluateOnNewDocument(() => {
    window.warned = new Promise((resolve) => {
      document.addEventListener('session-expiry:warning', () => resolve(performance.now()));
    });
  });
  await server.logIn('alice', seconds);
  await open(page, '/watched');
}

const countdown = (page) => page.evaluate(
  () => document.querySelector('session-expiry')?.shadowRoot.querySelector('[role=timer]').textContent);

/** As a script does it: no activity of the user. */
const fill = (page) => page.$eval('textarea', (area) => { area.value = 'a long text'; });

testPage('warned before the end, and asked at the end, with two requests', async (page) => {
  await openWatched(page, WARNING + 2);
  await fill(page);

  const text = await until('the warning', () => warning(page));
  assert.match(text, /You will be logged out soon/);
  assert.deepEqual(await server.asked(), ['GET status']);
  const first = await countdown(page);
  assert.match(first, /^0:(20|1\d)$/);
  await until('the countdown to go on', async () => {
    const next = await countdown(page);
    return next < first && next;
  });

  assert.match(await question(page, 30_000), /Your session has expired/);
  assert.equal(await warning(page), undefined);
  assert.equal(await page.$eval('textarea', ({ value }) => value), 'a long text');
  assert.deepEqual(await server.asked(), ['GET status', 'GET status']);
});

testPage('"Stay signed in" extends the session, and the page has its focus back', async (page) => {
  await openWatched(page, WARNING + 2);
  await page.focus('textarea');
  await until('the warning', () => warning(page));

  await press(page, 'Stay signed in');

  await until('the warning to go', async () => await warning(page) === undefined);
  assert.deepEqual(await server.asked(), ['GET status', 'POST extend']);
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'textarea');
});

testPage('nothing is asked when the answer to the page tells', async (page) => {
  await openWatched(page, 1_800);

  await until('the watch', async () => (await server.requests('/session-expiry/session-expiry-watch.js')).length);
  await page.evaluate(() => import('/session-expiry/session-expiry-login.js').then(() => true));
  assert.deepEqual(await server.asked(), []);
});

testPage('the server is asked when the answer to the page does not tell', async (page) => {
  await server.logIn('alice');
  await server.page('/watched', { attributes: '' });
  await open(page, '/watched');

  await until('the question for the status', async () => (await server.asked()).join() === 'GET status');
});

testPage('an answer to a request of the page moves the warning', async (page) => {
  await openWatched(page, WARNING + 3);
  await server.logIn('alice', WARNING + 6);
  await server.on('/api', { headers: { 'Server-Timing': `${timing(WARNING + 6)}, db;dur=3` }, body: '{}' });
  const sent = await page.evaluate(() => {
    const start = performance.now();
    return fetch('/api').then(() => start);
  });

  const warned = await page.evaluate(() => window.warned);

  assert.ok(warned - sent > 5_000, `warned after ${warned - sent} ms`);
  assert.deepEqual(await server.asked(), ['GET status']);
});

testPage('a page from the back/forward cache asks when the session has ended meanwhile', async (page) => {
  await server.page('/elsewhere');
  await openWatched(page, 1_800);
  await until('the watch', async () => (await server.requests('/session-expiry/session-expiry-watch.js')).length);
  await page.evaluate(() => import('/session-expiry/session-expiry-login.js').then(() => true));
  await fill(page);
  await page.evaluate(() => { window.same = true; });
  await open(page, '/elsewhere');
  await server.logOut();

  await page.evaluate(() => { history.back(); });

  assert.match(await question(page), /Your session has expired/);
  assert.equal(await page.evaluate(() => window.same), true);
  assert.equal(await page.$eval('textarea', ({ value }) => value), 'a long text');
  assert.deepEqual(await server.asked(), ['GET status']);
});
