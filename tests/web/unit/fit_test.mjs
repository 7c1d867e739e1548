// SPDX-License-Identifier: MIT
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { load } from './modules.mjs';

const { fit, inLines, listed } = await load('text/fit');
const { displayText } = await load('text/translate');
const { ems } = await load('text/measure');

const name = '达孜区特种设备管理和作业人员持证上岗率';
const ways = [{ font: 28, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 3 }];

test('a name stands in its own size while that holds it, then smaller, then on more lines', () => {
  for (const [width, font, lines] of [[600, 28, 1], [470, 24, 1], [300, 24, 2], [180, 24, 3]]) {
    const set = fit(name, width, ways);

    assert.deepEqual([set.font, set.lines.length, set.isCut], [font, lines, false], `in ${width} px`);
    assert.equal(set.lines.join(''), name);
    for (const line of set.lines) assert.ok(ems(line) * set.font <= width);
  }
});

test('what no way holds is cut and says so, and the whole is kept beside it', () => {
  const set = fit(name.repeat(10), 180, ways);

  assert.deepEqual([set.isCut, set.lines.length, set.text], [true, 3, name.repeat(10)]);
});

test('a name that ends with dots of its own is not cut', () => {
  assert.equal(fit('质量提升在行动…', 600, ways).isCut, false);
});

test('pieces stand side by side while a line holds them', () => {
  assert.deepEqual(inLines(['目标 98%', '2026年9月', '县市场监管局'], 14), ['目标 98% · 2026年9月', '县市场监管局']);
});

test('of a list as many whole names are shown as fit, then how many there are', () => {
  const names = ['柳河镇', '石桥镇', '双塘镇'];
  const within = (room) => listed(names, 3, '、', (text) => ems(text) <= room, (shown, left) => `${shown}等(另${left})`);

  assert.equal(within(20), '柳河镇、石桥镇、双塘镇');
  assert.equal(within(8), '柳河镇等(另2)');
  assert.equal(within(2), '');
});

test('the English wall says a qualifier by its sign and keeps the unit; the Chinese wall keeps what was written', () => {
  const cases = { '98%以上': '≥98%', '不少于60件': '≥60件', '不超过5起': '≤5起', 约500人: '~500人', '20余次': '>20次', '3万余份': '>3万份', 完成: 'complete', '≥95%': '≥95%', '943/1024': '943/1024' };
  for (const [written, english] of Object.entries(cases)) {
    assert.equal(displayText(written, 'en'), english);
    assert.equal(displayText(written, 'zh'), written);
  }
});
