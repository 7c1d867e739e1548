// SPDX-License-Identifier: MIT
/* The truth of state: each looks different without its colour, and the page recovers by itself. */
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { browserForFile, withPicture } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';

const browser = browserForFile();
const key = '东山区/食品监督抽检合格率';
let fixture;
let page;

beforeEach(async () => {
  const started = Date.now();
  fixture = await startFixture({ board: readBoard('month-16'), now: () => demoNow + Date.now() - started });
});
afterEach(async () => {
  await page?.context().close();
  await fixture.stop();
});

const text = (selector) => page.locator(selector).first().innerText();
const shows = (selector, pattern, timeout = 20000) => page.waitForFunction(
  ([where, source]) => [...document.querySelectorAll(where)].some((element) => element.offsetParent !== null && new RegExp(source).test(element.textContent)),
  [selector, pattern.source], { timeout });

test('a live line says so in a word', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  assert.equal(await text('.line-text'), '实时');
});

test('a cut line counts its seconds, then greys the page and says since when, and recovers without a reload', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);
  await page.evaluate(() => { window.isSamePage = true; });

  await fixture.goAway();
  await shows('.line-text', /^重连中 \d+ 秒$/, 5000);
  await shows('.banner-text', /停在 \d\d:\d\d:\d\d/, 16000);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red, green, blue] = ground.match(/\d+/g).map(Number);
  assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 8, 'the colour is gone');

  await fixture.comeBack();
  await shows('.line-text', /^实时$/, 5000);

  await withPicture(page, 'recovered', async () => {
    assert.equal(await page.locator('.banner').isVisible(), false);
    assert.equal(await page.evaluate(() => window.isSamePage), true);
  });
});

test('while the line is down nothing flashes: the figures stay as they were', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);
  const before = await text('.hero-figure');

  await fixture.goAway();
  await page.waitForTimeout(2500);

  assert.equal(await text('.hero-figure'), before);
});

test('a new run with another board is shown as a whole', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  await fixture.goAway();
  fixture.state.board = { ...readBoard('month-16'), title: '另一块看板' };
  await fixture.comeBack('other');

  await shows('.header-title', /另一块看板/, 6000);
});

test('after an upgrade the page reloads itself, once for each build', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);
  const loads = () => fixture.requests.filter((path) => path === '/wall/overview').length;
  assert.equal(loads(), 1);

  await fixture.goAway();
  await fixture.comeBack('next', 'b2');
  await page.waitForEvent('load', { timeout: 8000 });
  await page.waitForSelector('.page');
  fixture.replace(fixture.state.board);
  await page.waitForTimeout(1200);

  assert.equal(loads(), 2);
});

test('events carry the wall where sockets are broken', async () => {
  fixture.state.withoutSockets = true;
  page = await browser.open(`${fixture.url}/wall/overview`, { wait: '.hero-figure' });

  fixture.patch({ title: '改过的标题' });

  await shows('.header-title', /改过的标题/, 6000);
});

test('a delta that skips is followed by a new snapshot, and the board is right', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  fixture.state.board = { ...fixture.state.board, title: '缺口之后' };
  fixture.state.seq += 5;
  fixture.sendRaw(JSON.stringify({ type: 'delta', run: 'k3f9', from: 4, seq: 6, sent_at: new Date().toISOString(), patch: { title: '不该出现' } }));

  await shows('.header-title', /缺口之后/, 6000);
});

test('an unavailable inbox is said in words and the figures are kept', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  fixture.patch({ inbox: { available: false } });

  await shows('.footer-item', /收件夹不可用/);
  assert.ok((await text('.hero-figure')).includes('%'));
});

const marks = {
  stale: [{ stale: true }, /过期/], doubt: [{ doubts: 2 }, /待核实/], revised: [{ revised: true }, /已修订/],
  'small sample': [{ sample: 'small' }, /小样本/], 'counts only': [{ sample: 'counts_only', display: '3/3' }, /只列件数/],
  uncertain: [{ status: 'missed_uncertain' }, /尚不能判定/], unreported: [{ display: null, value: null, status: 'unreported', missing: 'unreported' }, /未报/],
  'zero report': [{ display: '0', value: 0, status: 'none', target: null, missing: 'zero_report' }, /零报告/],
  'not applicable': [{ display: null, value: null, status: 'none', target: null, missing: 'not_applicable' }, /不适用/],
  'without counts': [{ status: 'none', target: null, missing: 'no_base' }, /未报基数/], approximate: [{ status: 'none', target: null, missing: 'approximate' }, /约数/],
};
test('each state of a figure has its own word and its own outline, not only a colour', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);
  const original = fixture.state.board.indicators[key];
  const seen = new Map();

  for (const [name, [patch, pattern]] of Object.entries(marks)) {
    fixture.patch({ indicators: { [key]: { verdict: null, ...patch } } });
    await shows(`[data-key="${key}"]`, pattern, 8000);
    const look = await page.locator(`.row[data-key="${key}"]`).evaluate((row) => [
      row.querySelector('.mark').dataset.shape, row.querySelector('.mark').dataset.fill,
      ...[...row.querySelectorAll('.note')].map((note) => `${getComputedStyle(note).borderStyle}${note.textContent.replace(/^由.*$/, '')}`),
      row.querySelector('.figure').textContent.replace(/[\d.%]/g, ''),
    ].join('|'));
    assert.ok(!seen.has(look), `${name} looks like ${seen.get(look)}: ${look}`);
    seen.set(look, name);
    fixture.patch({ indicators: { [key]: null } });
    fixture.patch({ indicators: { [key]: original } });
  }
});
