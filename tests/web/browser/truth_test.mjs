// SPDX-License-Identifier: MIT
/*
 * The truth of state on the real daemon: sheets, its clock, its inbox and its life are what
 * changes here, and the page is read. No state is told by colour alone.
 */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browserForFile, withPicture } from '../browser.mjs';
import { daemonAt, daemonSkip, testLife } from '../daemon.mjs';

const skip = daemonSkip;
const browser = browserForFile();
const life = testLife();
const PLACE = '长河区';
const header = '指标,时期,地区,抽检数,合格数,合格率\n';
const rates = (mended) => header
  + '小样本合格率,2026-08,长河区,28,27,\n只列件数合格率,2026-08,长河区,3,3,\n未定合格率,2026-08,长河区,100,94,\n'
  + '明确合格率,2026-08,长河区,1000,880,\n未报基数合格率,2026-08,长河区,,,98.4%\n过期合格率,2026-03,长河区,200,199,\n'
  + `待核实合格率,2026-08,长河区,200,198,${mended ? '' : '80%'}\n修订合格率,2026-08,长河区,200,${mended ? 195 : 199},\n`;
const targets = '指标,类别,性质,单位,目标,地区,报送频次,报送截止\n'
  + ['小样本合格率', '只列件数合格率', '未定合格率', '明确合格率', '未报基数合格率', '待核实合格率', '修订合格率', '尚未报送合格率'].map((name) => `${name},产品,抽样率,%,>=95,长河区,,\n`).join('')
  + '过期合格率,产品,抽样率,%,>=95,长河区,月,次月5日\n';
const counts = '指标,时期,地区,数值,单位\n零报告件数,2026-08,长河区,0,件\n不适用件数,2026-08,长河区,不适用,件\n约数件数,2026-08,长河区,约500,件\n';
let daemon;
let page;

before(async () => {
  if (skip) return;
  daemon = await daemonAt(life, '2026-09-16T10:00:00+08:00', { args: ['--place', PLACE, '--withdraw-after-s', '1'] });
  await daemon.take('目标.csv', targets);
  await daemon.take('数量.csv', counts);
  await daemon.take('抽检.csv', rates(false));
});
after(async () => { await page?.context().close(); });


const shows = (selector, pattern, timeout = 20000) => page.waitForFunction(
  ([where, source]) => [...document.querySelectorAll(where)].some((element) => element.offsetParent !== null && new RegExp(source).test(element.textContent)),
  [selector, pattern.source], { timeout });
const rowOf = (name) => page.locator(`.row[data-key="${PLACE}/${name}"]`).first();

/* What the row says with shapes, words and frames: no colour is in it, and no digit. */
const lookOf = (name) => rowOf(name).evaluate((row) => [
  row.querySelector('.mark').dataset.shape ?? 'none',
  ...[...row.querySelectorAll('.note')].map((note) => `${getComputedStyle(note).borderStyle} ${note.textContent}`),
  row.querySelector('.figure').textContent,
].join('|').replace(/[\d.%≥]+/g, ''));

/* Waits until the notes of a row say the word, or no more; other screens of the wall come in turn. */
const notes = (name, word, isSaid = true) => page.waitForFunction(([key, source, wanted]) => {
  const row = document.querySelector(`.row[data-key="${key}"]`);
  return !!row && [...row.querySelectorAll('.note')].some((note) => new RegExp(source).test(note.textContent)) === wanted;
}, [`${PLACE}/${name}`, word, isSaid], { timeout: 60000, polling: 100 });

const words = {
  小样本合格率: /小样本/, 只列件数合格率: /只列件数/, 未定合格率: /尚不能判定/, 明确合格率: /明确低于目标/, 未报基数合格率: /未报基数/,
  过期合格率: /过期/, 待核实合格率: /待核实/, 尚未报送合格率: /未报/, 零报告件数: /零报告/, 不适用件数: /不适用/, 约数件数: /约数/,
};
test('the sheets of an office show each state in words, and no two look alike without colour', { skip }, async () => {
  page = await browser.open(`${daemon.url}wall/overview`, { width: 3840, height: 1080 });
  await page.evaluate(() => { window.isSamePage = true; });
  const looks = new Map();
  for (const [name, word] of Object.entries(words)) {
    await rowOf(name).waitFor({ timeout: 60000 });
    const look = await lookOf(name);
    await withPicture(page, `truth ${name}`, () => assert.match(look, word, `${name}: ${look}`));
    assert.ok(!looks.has(look), `${name} looks like ${looks.get(look)}: ${look}`);
    looks.set(look, name);
  }
  await shows('.footer-item', /待核实 \d+ 条/);
});

test('a figure that is put right says 已修订, and one whose doubt is mended says 待核实 no more', { skip }, async () => {
  await daemon.take('抽检.csv', rates(true));

  await notes('修订合格率', '已修订');
  await notes('待核实合格率', '待核实', false);
});

test('a file that cannot be taken is said on the wall, and no more once it is mended', { skip }, async () => {
  await daemon.take('错表.csv', '这不是一张表\n1\n2\n');
  await shows('.footer-item', /个文件需处理/);

  await daemon.take('错表.csv', `${header}补报合格率,2026-08,长河区,50,49,\n`);

  await page.waitForFunction(() => ![...document.querySelectorAll('.footer-item')].some((item) => /个文件需处理/.test(item.textContent)));
});

test('an inbox that is gone is said in words while the line is live, and no figure goes with it', { skip }, async () => {
  const count = await page.locator('.row').count();

  renameSync(daemon.inbox, join(daemon.root, 'away'));
  await shows('.footer-item', /收件夹不可用/);
  assert.match(await page.locator('.line-text').innerText(), /实时/);
  assert.equal(await page.locator('.row').count(), count);

  renameSync(join(daemon.root, 'away'), daemon.inbox);
  await page.waitForFunction(() => ![...document.querySelectorAll('.footer-item')].some((item) => /收件夹不可用/.test(item.textContent)));
});

test('when the daemon’s calendar turns, what was reported in time becomes old by itself, on a green line', { skip }, async () => {
  await daemon.take('月报.csv', `${header}过期合格率,2026-08,长河区,200,198,\n`);
  await notes('过期合格率', '过期', false);

  daemon.setClock('2026-10-06T00:00:05+08:00');

  await notes('过期合格率', '过期');
  assert.match(await page.locator('.line-text').innerText(), /实时/);
  await shows('.clock-date', /2026年10月6日/);
});

test('a frozen daemon greys the page and says since when; thawed, it is live within five seconds', { skip }, async () => {
  daemon.signal('SIGSTOP');
  await shows('.line-text', /^(实时|重连中)/);
  await shows('.banner-text', /停在 \d\d:\d\d:\d\d/, 16000);
  const filter = await page.evaluate(() => document.documentElement.dataset.line);

  daemon.signal('SIGCONT');

  assert.equal(filter, 'stale');
  await shows('.line-text', /^实时$/, 5000);
  assert.equal(await page.evaluate(() => window.isSamePage), true);
  assert.deepEqual(page.faults, []);
});
