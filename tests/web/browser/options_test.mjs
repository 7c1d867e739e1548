// SPDX-License-Identifier: MIT
/* What the address, the keys and the printer ask of a wall. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { browserForFile } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';

const browser = browserForFile();
let fixture;
let page;

before(async () => { fixture = await startFixture({ board: readBoard('month-16'), now: () => demoNow }); });
afterEach(async () => {
  await page?.context().close();
  fixture.replace(readBoard('month-16'));
});
after(async () => { await fixture.stop(); });

const says = (selector, pattern, timeout = 10000) => page.waitForFunction(
  ([where, source]) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), [selector, pattern.source], { timeout, polling: 50 });
const pageName = () => page.locator('.header-page').innerText();
const box = () => page.locator('.stage').evaluate((stage) => {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return { left, top, width, height, transform: stage.style.transform };
});

for (const [fit, check] of [
  ['contain', ({ width, height }) => width <= 1603 && height <= 1203],
  ['width', ({ width }) => Math.abs(width - 1600) < 3],
  ['height', ({ height }) => Math.abs(height - 1200) < 3],
]) {
  test(`?fit=${fit} fits the stage so, and stretches no glyph`, async () => {
    page = await browser.open(`${fixture.url}/wall/overview?fit=${fit}`, { width: 1600, height: 1200 });

    const stage = await box();

    assert.ok(check(stage), JSON.stringify(stage));
    assert.match(stage.transform, /scale\([\d.]+\)$/);
  });
}

test('?pages= gives pages and order, and each its own seconds; ?every= the rest', async () => {
  page = await browser.open(`${fixture.url}/?pages=targets:600,campaign,nonsense&every=600`, { beforeOpen: (made) => made.clock.install() });
  assert.equal(await pageName(), '目标责任');
  assert.equal(await page.locator('.footer-dot').count(), 2);

  await page.clock.fastForward(590e3);
  await page.clock.runFor(1200);
  assert.equal(await pageName(), '目标责任');
  await page.clock.fastForward(20e3);
  await page.clock.runFor(1200);

  await says('.header-page', /专项活动/);
});

test('?place= shows one place, ?campaign= one campaign, ?lang= and ?theme= as asked', async () => {
  fixture.replace(readBoard('demo'));
  page = await browser.open(`${fixture.url}/wall/overview?place=${encodeURIComponent('临潼区')}&lang=en&theme=light`);

  assert.equal(await page.locator('.header-place').innerText(), '临潼区');
  assert.equal(await pageName(), 'Overview');
  const keys = await page.locator('.row').evaluateAll((rows) => rows.map((row) => row.dataset.key));
  assert.ok(keys.length > 0 && keys.every((key) => key.startsWith('临潼区/')), keys.join());
  const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
  assert.ok(red > 200, 'the ground is light');
  await page.context().close();

  fixture.replace(readBoard('month-16'));
  fixture.patch({ campaigns: { '东山区/2026 安全生产月': { ...fixture.state.board.campaigns['东山区/2026 质量月'], name: '安全生产月' } } });
  page = await browser.open(`${fixture.url}/wall/campaign?campaign=${encodeURIComponent('安全生产月')}`);
  assert.equal(await page.locator('.daypanel-name').first().innerText(), '安全生产月');
});

test('keys turn and pause, a button has the focus by Tab and does the same', async () => {
  page = await browser.open(`${fixture.url}/?every=600`);

  for (const [key, name] of [['PageDown', '合格率'], ['PageUp', '总览'], ['ArrowRight', '合格率'], ['ArrowLeft', '总览']]) {
    await page.keyboard.press(key);
    await says('.header-page', new RegExp(name));
  }
  await page.keyboard.press('p');
  await says('.footer-screen', /已暂停/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const focus = await page.evaluate(() => {
    const { tagName } = document.activeElement;
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(document.activeElement);
    return { tagName, outlineStyle, outlineWidth, opacity, label: document.activeElement.getAttribute('aria-label') };
  });
  assert.equal(focus.tagName, 'BUTTON');
  assert.ok(focus.outlineStyle !== 'none' && Number.parseFloat(focus.outlineWidth) >= 2, JSON.stringify(focus));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !/已暂停/.test([...document.querySelectorAll('.footer-screen')].filter((one) => one.offsetParent).map((one) => one.textContent).join()));
});

test('F and the button fill the screen, and leave it again', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  await page.keyboard.press('f');
  await page.waitForFunction(() => !!document.fullscreenElement);
  await page.keyboard.press('f');
  await page.waitForFunction(() => !document.fullscreenElement);
  await page.mouse.move(400, 400);
  await page.mouse.move(420, 420);
  await page.locator('.control:visible').last().click();

  await page.waitForFunction(() => !!document.fullscreenElement);
});

test('against burn-in the stage walks some pixels in a quarter of an hour, and never out of the screen', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`, { beforeOpen: (made) => made.clock.install() });
  const seen = new Set();

  for (let minute = 0; minute < 16; minute++) {
    const { left, top, transform } = await box();
    seen.add(transform);
    assert.ok(Math.abs(left) <= 4 && Math.abs(top) <= 4, `${left} ${top}`);
    await page.clock.fastForward(60e3);
    await page.clock.runFor(1100);
  }

  assert.ok(seen.size >= 8, [...seen].join(' '));
});

for (const name of ['overview', 'rates', 'campaign', 'targets']) {
  test(`${name} is printed light, whole and on one sheet`, async () => {
    page = await browser.open(`${fixture.url}/wall/${name}`);
    await page.emulateMedia({ media: 'print' });
    const ground = await page.evaluate(() => getComputedStyle(document.querySelector('.stage')).backgroundColor);

    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');

    assert.equal((pdf.match(/\/Type\s*\/Page[^s]/g) || []).length, 1);
    const [red] = ground.match(/\d+/g).map(Number);
    assert.ok(red > 200, ground);
    const pale = await page.locator('.chart text').evaluateAll((all) => all
      .filter((text) => text.textContent && getComputedStyle(text).fill.match(/\d+/g).slice(0, 3).every((part) => Number(part) > 110))
      .map((text) => `${text.textContent} ${getComputedStyle(text).fill}`));
    assert.deepEqual(pale, [], 'a chart is dark on paper');
  });
}

test('less motion: nothing rolls, turns or glides, and the page is the same', async () => {
  page = await browser.open(`${fixture.url}/?every=600`, { reducedMotion: 'reduce' });

  fixture.patch({ indicators: { '东山区/食品监督抽检合格率': { display: '97.7%', value: 97.7 } } });
  await says('.row[data-key="东山区/食品监督抽检合格率"] .figure', /97\.7%/);
  const moving = () => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 20).length);
  assert.equal(await moving(), 0);
  await page.keyboard.press('ArrowRight');
  await says('.header-page', /合格率/);

  assert.equal(await moving(), 0);
});
