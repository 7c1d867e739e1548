// SPDX-License-Identifier: MIT
/* What happens when something changes: figures roll, glow, come forward; pages turn and pause. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { browserForFile } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';

const browser = browserForFile();
const key = '东山区/食品监督抽检合格率';
let fixture;
let page;

before(async () => { fixture = await startFixture({ board: readBoard('month-16'), now: () => demoNow }); });
afterEach(async () => {
  await page?.context().close();
  fixture.replace(readBoard('month-16'));
});
after(async () => { await fixture.stop(); });

const shows = (selector, pattern, timeout = 10000) => page.waitForFunction(
  ([where, source]) => [...document.querySelectorAll(where)].some((element) => element.offsetParent !== null && new RegExp(source).test(element.textContent)),
  [selector, pattern.source], { timeout });

/* Keeps which rows had a cell that rolls, from now on: on a busy machine it may be over before anybody looks. */
const keepRolled = () => {
  window.rolled = [];
  new MutationObserver((all) => all.forEach(({ target }) => {
    const row = target.closest?.('.row');
    if (row?.querySelector('.cell[data-was]')) window.rolled.push(row.dataset.key);
  })).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-was'] });
};

for (const [direction, display] of [['up', '99.1%'], ['down', '90.2%']]) {
  test(`a figure rolls ${direction}, its text is the new value at once, and it says from what`, async () => {
    page = await browser.open(`${fixture.url}/wall/overview`);
    await page.evaluate(keepRolled);

    fixture.patch({ indicators: { [key]: { display, value: Number.parseFloat(display) } } });
    await shows(`.row[data-key="${key}"] .figure`, new RegExp(`^${display}$`));

    const row = page.locator(`.row[data-key="${key}"]`);
    assert.ok((await page.evaluate(() => window.rolled)).includes(key), 'it rolls');
    assert.match(await row.innerText(), /由 98\.3% 变为/);
    assert.equal(await row.getAttribute('data-glow'), 'yes');
    await page.waitForFunction((name) => !document.querySelector(`.row[data-key="${name}"] .cell[data-was]`), key, { timeout: 3000 });
    if (direction === 'up') await page.waitForFunction((name) => !document.querySelector(`.row[data-key="${name}"]`)?.dataset.glow, key, { timeout: 16000 });
  });
}

test('what figures changed from stays within their rows, and no mark is lost for it', async () => {
  const board = readBoard('month-16');
  page = await browser.open(`${fixture.url}/wall/overview`);
  const tags = () => page.locator('.row .note').evaluateAll((notes) => notes.filter((note) => getComputedStyle(note).borderStyle !== 'none').map((note) => note.textContent).sort());
  const before = await tags();
  const changed = Object.entries(board.indicators).filter(([, one]) => /%$/.test(one.display ?? ''));

  fixture.patch({ indicators: Object.fromEntries(changed.map(([name, one]) => [name, { display: `${(one.value - 1.5).toFixed(1)}%` }])) });
  await shows('.note', /由 .* 变为/);

  const over = await page.locator('.row[data-glow]').evaluateAll((rows) => rows.flatMap((row) => {
    const box = row.getBoundingClientRect();
    return [...row.querySelectorAll('.note')].filter((note) => note.getBoundingClientRect().bottom > box.bottom + 1).map((note) => `${row.dataset.key}: ${note.textContent}`);
  }));
  assert.deepEqual(over, []);
  assert.deepEqual(await tags(), before);
});

/* Counts the frames in which the curve is drawn, from now on. */
const countDrawings = () => {
  window.drawings = 0;
  let isCounted = false;
  new MutationObserver(() => {
    if (isCounted) return;
    isCounted = true;
    window.drawings += 1;
    requestAnimationFrame(() => { isCounted = false; });
  }).observe(document.querySelector('.curve-chart'), { subtree: true, childList: true, attributes: true });
};

test('a curve is drawn once for its change, and not at all while it stays', async () => {
  page = await browser.open(`${fixture.url}/wall/campaign?every=600`);
  await page.waitForSelector('.curve-chart svg');
  await page.evaluate(countDrawings);

  fixture.patch({ campaigns: { '东山区/2026 质量月': { daily: { '2026-09-16': { 场次: 9 } } } } });
  await page.waitForFunction(() => window.drawings > 0);
  fixture.patch({ title: '曲线之外' });
  await shows('.header-title', /曲线之外/);
  await page.waitForTimeout(600);

  assert.equal(await page.evaluate(() => window.drawings), 1);
});

test('the change is on the screen in the frame after its message', async () => {
  page = await browser.open(`${fixture.url}/wall/overview`);

  const sent = Date.now();
  fixture.patch({ title: '刚刚改的' });
  await shows('.header-title', /刚刚改的/);

  assert.ok(Date.now() - sent < 2000);
});

test('pages turn by themselves, pause by a key, and go on by another', async () => {
  page = await browser.open(`${fixture.url}/?every=5`);
  await shows('.header-page', /总览/);

  await page.keyboard.press(' ');
  await shows('.footer-screen', /已暂停/);
  await page.keyboard.press('ArrowRight');
  await shows('.header-page', /合格率/);
  await page.keyboard.press('ArrowLeft');
  await shows('.header-page', /总览/);
  await page.keyboard.press(' ');

  await shows('.header-page', /合格率/, 40000);
});

test('a crossed target brings the overview forward', async () => {
  page = await browser.open(`${fixture.url}/?every=600`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await shows('.header-page', /专项活动/);

  fixture.patch({ indicators: { [key]: { display: '96%', value: 96, status: 'missed_clear' } } });

  await shows('.header-page', /总览/);
});

test('the address chooses page, place, campaign, language and theme', async () => {
  page = await browser.open(`${fixture.url}/wall/campaign?campaign=质量月&lang=en&theme=light`);

  assert.equal(await page.locator('.header-page').innerText(), 'Campaigns');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
});

test('a wall of the configuration is found by its name', async () => {
  fixture.patch({ walls: [{ name: '三楼会议室', pages: 'targets', theme: 'light' }] });
  page = await browser.open(`${fixture.url}/w/${encodeURIComponent('三楼会议室')}`);

  await shows('.header-page', /目标责任/);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
});

test('the daemon is told display, screen and page', async () => {
  fixture.hellos.length = 0;
  page = await browser.open(`${fixture.url}/wall/rates?display=三楼`);
  await page.waitForTimeout(300);

  assert.deepEqual([fixture.hellos[0].type, fixture.hellos[0].display], ['hello', '三楼']);
});
