// What the tests in Firefox have in common. FirefoxIT starts them, and is the server: it answers as it is told to here.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';

const BASE = process.argv[2];

const TIMEOUT = 10_000;

/** Milliseconds that a test may take: the shortest session that is warned of, and the time to look at its end. */
const LONGEST_TEST = 60_000;

const SCRIPT = '/session-expiry/session-expiry.js';

const CONTENT_SECURITY_POLICY = "default-src 'self'; require-trusted-types-for 'script'";

/** @type {import('puppeteer-core').Browser} */
let browser;

/** How many requests there were before the test. */
let requestsBefore = 0;

before(async () => {
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX_BIN ?? '/usr/bin/firefox-esr',
    headless: true,
  });
});

after(() => browser?.close());

async function control(command, body = {}) {
  const response = await fetch(`${BASE}/control/${command}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(response.status, 200, `control ${command}`);
  return response.json();
}

export const server = {
  /** Answers a path from now on. */
  on: (path, answer) => control('answer', { path, answer: { status: 200, headers: {}, body: '', ...answer } }),

  /** Adds a page. @param {string} [attributes] of the script's tag; without it, the page has none */
  page: (path, { attributes, body = '', headers = {} } = {}) => server.on(path, {
    headers: {
      'Content-Type': 'text/html;charset=UTF-8', 'Content-Security-Policy': CONTENT_SECURITY_POLICY, ...headers,
    },
    body: '<!doctype html><html lang="en"><head><title>Page</title>'
      + `${attributes === undefined ? '' : `<script ${attributes} src="${SCRIPT}"></script>`}</head><body>${body}</body></html>`,
  }),

  /** Lets somebody be logged in for some seconds; whoever extends the session has half an hour. */
  logIn: (user, left = 1_800) => control('log-in', { user, left }),

  logOut: () => control('log-out'),

  /** Breaks the connection of whoever asks for the status. */
  breakStatus: () => control('break-status'),

  /** Requests of this test, oldest first. */
  async requests(path) {
    const requests = (await control('requests')).slice(requestsBefore);
    return requests.filter((request) => (path ? request.path === path : !request.path.startsWith('/control/')));
  },

  /** Requests that the script has made by itself. */
  async asked() {
    return (await server.requests())
      .filter(({ path }) => /^\/session-expiry\/(status|extend)$/.test(path))
      .map(({ method, path }) => `${method} ${path.replace('/session-expiry/', '')}`);
  },
};

/** A test with a page in a profile of its own. */
export function testPage(name, run) {
  test(name, { timeout: LONGEST_TEST }, async () => {
    const context = await browser.createBrowserContext();
    try {
      requestsBefore = (await control('requests')).length;
      const page = await context.newPage();
      page.setDefaultTimeout(TIMEOUT);
      await run(page);
    } finally {
      await context.close();
    }
  });
}

/** Waits until there is a value that is neither false nor missing. */
export async function until(what, look, timeout = TIMEOUT) {
  const end = performance.now() + timeout;
  for (;;) {
    const value = await look();
    if (value) {
      return value;
    }
    assert.ok(performance.now() < end, `not seen within ${timeout} ms: ${what}`);
    await setTimeout(50);
  }
}

export const open = (page, path) => page.goto(BASE + path);

/** @returns {Promise<string | undefined>} what a dialog says, if there is one with this role */
const dialogText = (page, role) => page.evaluate((name) => {
  const root = document.querySelector('session-expiry')?.shadowRoot;
  return root?.querySelector(`dialog[open][role=${name}]`)?.innerText;
}, role);

export const question = (page, timeout) => until('the question', () => dialogText(page, 'dialog'), timeout);

export const warning = (page) => dialogText(page, 'alertdialog');

export const press = (page, name) => page.locator(`>>> button::-p-text(${name})`).click();

/** The login in a window of its own, as the page hears of it. */
export async function logInAgain(page, user) {
  await server.logIn(user);
  await page.evaluate(() => new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in' }));
}
