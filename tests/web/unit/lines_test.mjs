// SPDX-License-Identifier: MIT
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { load } from './modules.mjs';

const { linesOf } = await load('text/lines');
const { areaName, titleText } = await load('text/translate');
const { ems } = await load('text/measure');
const { readIndicator } = await load('data/readindicator');

const names = [
  ['产品质量监督抽查合格率', 9, ['产品质量', '监督抽查合格率']],
  ['食用农产品快检合格率', 9, ['食用农产品', '快检合格率']],
  ['达孜区特种设备管理和作业人员持证上岗率', 11, ['达孜区特种设备管理', '和作业人员持证上岗率']],
  ['税收收入', 9, ['税收收入']],
];

for (const [name, width, lines] of names) {
  test(`${name} is broken between words`, () => {
    assert.deepEqual(linesOf(name, width, 3), lines);
  });
}

test('no line is wider than its room, and what does not fit is cut with a mark', () => {
  const lines = linesOf('名'.repeat(100), 8, 3);

  assert.equal(lines.length, 3);
  assert.ok(lines.every((line) => ems(line) <= 8));
  assert.match(lines[2], /…$/);
});

test('the widest letters are measured as wide as they are drawn', () => {
  for (const [text, drawn] of [['W', 0.88], ['m', 0.93], ['%', 0.92], ['@', 0.95], ['·', 1], ['×', 1]]) {
    assert.ok(ems(text) >= drawn, text);
  }
});

test('the lines together are the name', () => {
  assert.equal(linesOf('工程质量监督抽检合格率', 7, 3).join(''), '工程质量监督抽检合格率');
});

test('areas and usual titles are in English on an English wall, what an office named stays', () => {
  assert.equal(areaName('产品', 'en'), 'Products');
  assert.equal(areaName('产品', 'zh'), '产品');
  assert.equal(areaName('自定类别', 'en'), '自定类别');
  assert.equal(areaName('constructor', 'en'), 'constructor');
  assert.equal(titleText('质量工作看板', 'en'), 'Quality work board');
  assert.equal(titleText('东山区质量工作看板', 'en'), '东山区 · Quality work board');
});

test('a list that the board cuts is known by its whole number', () => {
  const one = readIndicator('甲/率', {
    parts: [{ place: '乙' }], part_count: 700, lead: '丙', departments: ['丙', '丁'], department_count: 600,
    coverage: { reported: 1, must: 9, missing: ['戊'], missing_count: 8 },
  });

  assert.equal(one.partCount, 700);
  assert.equal(one.partnerCount, 599);
  assert.equal(one.coverage.missingCount, 8);
});
