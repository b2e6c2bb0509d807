// Forms that the browser itself submits, as FormIT has them.

import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logInAgain, open, press, question, server, testPage, until } from './firefox.mjs';

const FIELDS = `
  <input type="hidden" name="_csrf" value="old">
  <input name="text" value="a long text">
  <button name="do" value="save">Save</button>
  <button name="do" value="send" formaction="/other">Send</button>`;

/** Opens a page of alice with a form. */
async function openForm(page, form, { fields = FIELDS, attributes = '' } = {}) {
  await server.logIn('alice');
  await server.page('/form');
  await server.page('/other');
  await server.page('/shop/form', { attributes, body: `<form ${form}>${fields}</form>` });
  await open(page, '/shop/form');
  await page.evaluate(() => window.sessionExpiry.status());
  // And once the script by itself
  await until('two questions for the status', async () => (await server.asked()).length === 2);
}

async function sent(path) {
  const requests = await until(`a request for ${path}`, async () => {
    const received = await server.requests(path);
    return received.length > 0 && received;
  });
  assert.equal(requests.length, 1);
  return requests[0].body;
}

testPage('a form goes while somebody is logged in', async (page) => {
  await openForm(page, 'method=post action=/form');

  await press(page, 'Save');

  assert.equal(await sent('/form'), '_csrf=old&text=a+long+text&do=save');
});

testPage('a form waits when the session has ended, and goes after the login with the new token', async (page) => {
  await openForm(page, 'method=post action=/form');
  await server.logOut();

  await press(page, 'Save');
  assert.match(await question(page), /1 change is waiting/);
  assert.deepEqual(await server.requests('/form'), []);
  assert.equal(await page.$eval('[name=text]', ({ value }) => value), 'a long text');
  await logInAgain(page, 'alice');

  assert.equal(await sent('/form'), '_csrf=new&text=a+long+text&do=save');
});

testPage('a form goes to the action of its button', async (page) => {
  await openForm(page, 'method=post action=/form');
  await server.logOut();

  await press(page, 'Send');
  await question(page);
  await logInAgain(page, 'alice');

  assert.equal(await sent('/other'), '_csrf=new&text=a+long+text&do=send');
  assert.deepEqual(await server.requests('/form'), []);
});

testPage('a file goes along', async (page) => {
  const file = join(await mkdtemp(join(tmpdir(), 'form-')), 'fern.txt');
  await writeFile(file, 'each leaflet is the whole fern');
  await openForm(page, 'method=post action=/form enctype=multipart/form-data',
    { fields: `${FIELDS}<input type=file name=file>` });
  await (await page.$('[name=file]')).uploadFile(file);
  await server.logOut();

  await press(page, 'Save');
  await question(page);
  await logInAgain(page, 'alice');

  const body = await sent('/form');
  assert.match(body, /name="file"; filename="fern.txt"[^]*each leaflet is the whole fern/);
  assert.match(body, /name="_csrf"\s+new\s/);
  assert.match(body, /name="do"\s+save\s/);
});

testPage("the page's own listeners run once", async (page) => {
  await openForm(page, 'method=post action=/form');
  await page.evaluate(() => {
    const note = (name) => () => sessionStorage.setItem('seen', `${sessionStorage.getItem('seen') ?? ''}${name} `);
    document.querySelector('form').addEventListener('submit', note('form'));
    document.addEventListener('submit', note('document'));
  });
  await server.logOut();

  await press(page, 'Save');
  await question(page);
  await logInAgain(page, 'alice');

  await sent('/form');
  await until('the next page', () => page.url().endsWith('/form') && !page.url().endsWith('/shop/form'));
  assert.equal(await page.evaluate(() => sessionStorage.getItem('seen')), 'form document ');
});

testPage('a form that is not valid stays, and nobody is asked', async (page) => {
  await openForm(page, 'method=post action=/form', { fields: `<input name=title required>${FIELDS}` });
  await server.logOut();
  const asked = await server.asked();
  await page.evaluate(() => {
    document.querySelector('[name=title]').addEventListener('invalid', () => { window.invalid = true; });
  });

  await press(page, 'Save');
  await until('that it is not valid', () => page.evaluate(() => window.invalid));
  assert.deepEqual(await server.asked(), asked);
  await page.$eval('[name=title]', (input) => { input.value = 'fern'; });
  await press(page, 'Save');
  await question(page);
  await logInAgain(page, 'alice');

  assert.equal(await sent('/form'), 'title=fern&_csrf=new&text=a+long+text&do=save');
});

for (const form of ['method=get action=/form', 'method=post action=http://other.test/form',
  'method=post action=/form data-forms=off']) {
  testPage(`nobody is asked for a form with ${form}`, async (page) => {
    await openForm(page, form);
    await server.logOut();
    const asked = await server.asked();
    await page.evaluate(() => window.addEventListener('submit', (event) => {
      window.prevented = event.defaultPrevented;
      event.preventDefault();
    }));

    await press(page, 'Save');

    await until('the submission', () => page.evaluate(() => window.prevented !== undefined));
    assert.equal(await page.evaluate(() => window.prevented), false);
    assert.deepEqual(await server.asked(), asked);
  });
}

testPage('a form goes when the page does not want it held', async (page) => {
  await openForm(page, 'method=post action=/form', { attributes: 'data-forms=off' });
  await server.logOut();

  await press(page, 'Save');

  assert.equal(await sent('/form'), '_csrf=old&text=a+long+text&do=save');
});

testPage('a form goes when the server cannot be asked', async (page) => {
  await openForm(page, 'method=post action=/form');
  await server.breakStatus();

  await press(page, 'Save');

  assert.equal(await sent('/form'), '_csrf=old&text=a+long+text&do=save');
});
