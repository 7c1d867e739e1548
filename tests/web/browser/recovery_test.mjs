// SPDX-License-Identifier: MIT
/* The daemon goes and comes back, after a second, a minute, twenty minutes, as another run, as another build. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { browserForFile } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';
import { brightnessDuring } from '../frames.mjs';

const browser = browserForFile();
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

const says = (selector, pattern, timeout = 5000) => page.waitForFunction(
  ([where, source]) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), [selector, pattern.source], { timeout, polling: 50 });
const loads = () => fixture.requests.filter((path) => path === '/wall/overview').length;

/* The page's own timers are ours; its network is real. Time goes on in steps shorter than the longest wait. */
async function pass(ms, step = 3500) {
  for (let left = ms; left > 0; left -= step) {
    await page.clock.fastForward(Math.min(step, left));
    await page.waitForTimeout(5);
  }
}

for (const [away, words] of [[1000, /^(实时|重连中)/], [60e3, /^数据已过期/], [20 * 60e3, /^数据已过期/]]) {
  test(`after ${away / 1000} s away the daemon's new board is shown within five seconds, without a reload`, async () => {
    page = await browser.open(`${fixture.url}/wall/overview`, { beforeOpen: (made) => made.clock.install() });
    await page.evaluate(() => { window.isSamePage = true; });

    await fixture.goAway();
    await pass(away);
    await says('.line-text', words);
    fixture.state.board = { ...fixture.state.board, title: '回来以后' };
    await fixture.comeBack('after');

    await page.clock.resume().catch(() => undefined);
    await says('.header-title', /回来以后/);
    await says('.line-text', /^实时$/);
    assert.equal(await page.evaluate(() => document.querySelector('.banner').offsetParent), null);
    assert.equal(await page.evaluate(() => window.isSamePage), true);
    assert.equal(loads(), 1);
  });
}

test('no frame is white while the daemon is away, comes back as a new run, and as a new build', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  const frames = await brightnessDuring(page, async () => {
    await fixture.goAway();
    await says('.line-text', /^重连中/);
    await fixture.comeBack('second');
    await says('.line-text', /^实时$/);
    await fixture.goAway();
    const reloaded = page.waitForEvent('load', { timeout: 8000 });
    await fixture.comeBack('third', 'b2');
    await reloaded;
    await says('.line-text', /^实时$/);
    await page.waitForTimeout(500);
  });

  assert.ok(frames.length > 3, `${frames.length} frames`);
  assert.ok(Math.max(...frames) < 90, frames.map(Math.round).join(' '));
  assert.equal(loads(), 2);
});

test('a device whose clock is a year fast or slow shows the same page', async () => {
  const texts = [];
  for (const years of [0, 1, -1]) {
    page = await browser.open(`${fixture.url}/wall/overview`, {
      before: `{ const real = Date.now; const by = ${years} * 365 * 86400e3; const Real = Date;
        window.Date = class extends Real { constructor(...given) { given.length ? super(...given) : super(real() + by); } static now() { return real() + by; } }; }`,
    });
    await says('.line-text', /^实时$/);
    texts.push(await page.evaluate(() => {
      const stage = document.querySelector('.stage').cloneNode(true);
      stage.querySelectorAll('.clock').forEach((clock) => clock.remove());
      return stage.textContent.replace(/\d+ ?秒/g, '');
    }));
    if (years < 1) await fixture.goAway();
    if (years < 1) await says('.line-text', /^重连中 \d 秒$/);
    if (years < 1) await fixture.comeBack(`year${years}`);
    await page.context().close();
  }

  assert.equal(texts[1], texts[0]);
  assert.equal(texts[2], texts[0]);
});
