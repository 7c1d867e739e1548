// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './modules.mjs';

const format = await load('text/format');
const { ems, shortened } = await load('text/measure');
const { visible } = await load('text/visible');
const { figureParts } = await load('text/figure');
const { indicatorLook, statusLook, unitLook, missingLook, severity } = await load('text/status');
const { rateStatuses, planStatuses, otherStatuses, missings } = await load('data/model');
const { unitStates } = await load('data/campaign');

const table = (name, run, cases) => cases.forEach(([input, expected]) => {
  test(`${name} writes ${JSON.stringify(input)} as ${expected}`, () => assert.equal(run(...[].concat(input)), expected));
});

table('formatNumber', format.formatNumber, [[0, '0'], [1234, '1234'], [12345, '12,345'], [-5.5, '−5.5'], [1e6, '1,000,000'], [2.345, '2.35'], [[3, 1], '3.0']]);
table('formatChange', format.formatChange, [[1.8, '+1.8'], [-0.5, '−0.5'], [0, '0']]);
table('formatAge', format.formatAge, [[[0, 'zh'], '0 秒'], [[61000, 'zh'], '1 分钟'], [[7200000, 'en'], '2 h'], [[200000000, 'zh'], '2 天'], [[-5, 'en'], '0 s']]);
table('formatPeriod', format.formatPeriod, [
  [['2017', 'zh'], '2017年'], [['2017-H1', 'zh'], '2017年上半年'], [['2017-Q3', 'zh'], '2017年第三季度'], [['2017-09', 'en'], 'Sep 2017'],
  [['2017-09-16', 'zh'], '2017年9月16日'], [['2017-09-01..2017-09-30', 'zh'], '2017年9月1日–2017年9月30日'], [['未注明', 'zh'], '未注明'], [['<b>', 'zh'], '<b>'],
]);
table('formatStamp', format.formatStamp, [[['2026-09-16T10:15:02+08:00', '2026-09-16', 'zh'], '10:15'], [['2026-09-15T10:15:02+08:00', '2026-09-16', 'en'], '15 Sep 10:15'], [['x', undefined, 'zh'], 'x']]);

test('the clock shows the zone of the server, not of the device', () => {
  const clock = format.formatClock(Date.parse('2026-09-15T23:30:05Z'), 480, 'zh');

  assert.deepEqual([clock.time, clock.seconds, clock.date], ['07:30', '05', '2026年9月16日 星期三']);
});

const parts = [
  ['96.4%', ['', '96.4', '%']], ['近20个', ['近', '20', '个']], ['≥95%', ['≥', '95', '%']], ['3/3', ['', '3/3', '']],
  ['20余次', ['', '20', '余次']], ['15.49亿元', ['', '15.49', '亿元']], ['−0.5', ['', '−0.5', '']], ['完成', ['', '完成', '']], ['约5,926台件', ['约', '5,926', '台件']], ['≥1 240份', ['≥', '1 240', '份']],
];
parts.forEach(([figure, [before, digits, after]]) => {
  test(`the figure ${figure} is taken apart without losing a character`, () => {
    assert.deepEqual(figureParts(figure), { before, digits, after });
  });
});

test('a shortened text keeps within its width and cuts no surrogate pair', () => {
  const long = shortened('名'.repeat(5000), 12);
  const emoji = shortened('🙂'.repeat(50), 6);

  assert.ok(ems(long) <= 12 && long.endsWith('…'));
  assert.ok(!/[\ud800-\udbff]…$/.test(emoji));
  assert.equal(shortened('短', 12), '短');
});

table('visible', visible, [
  ['名称\u202e12%', '名称\ufffd12%'], ['\u2067甲\u2069', '\ufffd甲\ufffd'], ['\u200e2026\u200e/9/1', '2026/9/1'], ['普通 <b> 🙂', '普通 <b> 🙂'],
]);

test('no two looks of one kind differ by colour alone', () => {
  const kinds = [[...rateStatuses, ...planStatuses, ...otherStatuses].map(statusLook), unitStates.map(unitLook), missings.map(missingLook)];

  for (const looks of kinds) {
    const seen = new Map();
    for (const look of looks) {
      assert.ok(!seen.has(look.zh) || seen.get(look.zh) === look.shape, look.zh);
      seen.set(look.zh, look.shape);
    }
    assert.equal(new Set(looks.map((look) => look.zh)).size, looks.length);
    assert.equal(new Set(looks.map((look) => look.en)).size, looks.length);
  }
});

const verdicts = [
  ['overdue', '到期未完成', 'Not done in time', '到期未完成', 'Not done in time'],
  ['on_track', '目前达标,未超上限', 'Met so far: within the limit', '目前达标,未超上限', 'Met so far: within the limit'],
  ['behind', '落后时间进度 15.3 个百分点', '15.3 points behind schedule', '落后时间进度', 'Behind schedule'],
  ['missed_uncertain', '低于目标 0.6 个百分点,尚不能判定', '0.6 points below target, not conclusive', '低于目标,尚不能判定', 'Below target, not conclusive'],
  ['far_behind', '占用上限快于时间进度 12 个百分点', 'Limit used 12 points faster than time', '占用上限快于时间进度', 'Limit used faster than time'],
  ['none', '已报 3/12,不作判定', '3 of 12 reported, not judged', '已报 3/12,不作判定', '3 of 12 reported, not judged'],
];
verdicts.forEach(([status, zh, en, zhShort, enShort]) => {
  test(`${zh} is said in the words of the daemon, without by how many points`, () => {
    const look = indicatorLook({ status, verdict: { zh, en } });

    assert.deepEqual([look.zh, look.en, look.shape], [zhShort, enShort, statusLook(status).shape]);
  });
});

test('a status without a verdict is said in words of our own', () => {
  assert.equal(indicatorLook({ status: 'overdue' }).zh, statusLook('overdue').zh);
});

test('the worst is a target that is clearly missed, and what is met has no severity', () => {
  assert.ok(severity('missed_clear') > severity('missed_uncertain'));
  assert.deepEqual(['met', 'done', 'none', 'unreported'].map(severity), [0, 0, 0, 0]);
});
