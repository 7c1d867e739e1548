// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './modules.mjs';

const { fittingNotes } = await load('plan/rowsize');
const { readOptions, readQuery, readTurns } = await load('plan/options');
const { stageFor, shiftAt } = await load('plan/stage');
const { paged } = await load('plan/paging');
const rotation = await load('plan/rotation');
const { stopsOf, placesToShow, campaignsOf, wholesOf } = await load('plan/places');
const { focusOf } = await load('plan/focus');
const { movesOf } = await load('overview/moved');
const { figureOf, periodOf } = await load('plan/rowtext');
const { columnsFor } = await load('plan/columns');
const { boardReader } = await load('data/readboard');
const { changesBetween, freshChanges, glowMs } = await load('data/changes');
const { merge } = await load('data/merge');
const { curveOf, daysOf } = await load('campaign/curve');
const { withWall } = await load('wall/named');
const { cellSize, nameFit } = await load('campaign/unitcells');

const json = (name) => JSON.parse(readFileSync(new URL(`../../data/boards/${name}.json`, import.meta.url), 'utf8'));
const board = (name) => boardReader()(json(name));
const options = (search = '', path = '/') => readOptions(path, readQuery(search));

test('pages and their seconds are read from the address', () => {
  assert.deepEqual(readTurns('overview, campaign:40,nonsense', 15), [{ page: 'overview', seconds: 15 }, { page: 'campaign', seconds: 40 }]);
  assert.deepEqual(options('', '/wall/rates').turns, [{ page: 'rates', seconds: 20 }]);
  assert.equal(options('?every=1').turns[0].seconds, 5);
});

test('an address that makes no sense shows the usual wall', () => {
  const { turns, theme, lang, fit } = options('?pages=&theme=pink&lang=xx&fit=%E0%A4%A&every=-3');

  assert.deepEqual([turns.length, theme, lang, fit], [4, 'dark', 'zh', 'contain']);
});

test('a wall that the configuration names takes its options from there, the address wins', () => {
  const named = { ...board('empty'), walls: [{ name: '三楼', options: { place: '东镇', pages: 'rates', theme: 'light' } }] };
  const asked = readOptions('/w/三楼', readQuery('?theme=dark'));

  const result = withWall(asked, named, readQuery('?theme=dark'));

  assert.deepEqual([result.place, result.turns[0].page, result.theme], ['东镇', 'rates', 'dark']);
});

for (const [width, height, arrangement] of [[1280, 720, 'landscape'], [1920, 1080, 'landscape'], [3840, 2160, 'landscape'], [1080, 1920, 'portrait'], [3840, 1080, 'wide'], [6656, 1792, 'wide'], [1024, 768, 'landscape']]) {
  test(`a screen of ${width}x${height} is filled without stretching, as ${arrangement}`, () => {
    const stage = stageFor(width, height, 'contain');

    assert.equal(stage.arrangement, arrangement);
    assert.ok(Math.abs(stage.width * stage.scale - width) <= stage.scale + 1);
    assert.ok(Math.abs(stage.height * stage.scale - height) <= stage.scale + 1);
    assert.ok(stage.width >= (arrangement === 'portrait' ? 1080 : 1920));
  });
}

test('the pixel shift stays within a few pixels and does not stand still', () => {
  const seen = new Set(Array.from({ length: 16 }, (_, minute) => JSON.stringify(shiftAt(minute))));

  assert.ok(seen.size > 4);
  seen.forEach((one) => { const { x, y } = JSON.parse(one); assert.ok(Math.abs(x) <= 2 && Math.abs(y) <= 2); });
});

test('a long list shows each of its entries once in a turn', () => {
  const items = Array.from({ length: 23 }, (_, index) => index);
  const seen = new Set();

  for (let at = 0; at < paged(items, 5, 20, 0).wantsMs; at += 1000) paged(items, 5, 20, at).items.forEach((item) => seen.add(item));

  assert.equal(seen.size, 23);
});

const stops = [{ page: 'overview', seconds: 20, place: 'a' }, { page: 'rates', seconds: 20, place: 'a' }];

test('the rotation goes on after its seconds, and not before the page has shown all', () => {
  const start = rotation.startRotation(0);

  assert.equal(rotation.turned(start, stops, 19000, 0).index, 0);
  assert.equal(rotation.turned(start, stops, 20000, 0).index, 1);
  assert.equal(rotation.turned(start, stops, 20000, 30000).index, 0);
  assert.equal(rotation.turned(rotation.pausedOrNot(start, 0), stops, 90000, 0).index, 0);
});

test('a change that matters brings its page forward and holds it; a paused wall stays', () => {
  const start = rotation.startRotation(0);

  const forward = rotation.broughtForward(start, 1, 1000);
  const later = rotation.turned(forward, stops, 25000, 0);

  assert.deepEqual([forward.index, later.index], [1, 1]);
  assert.equal(rotation.broughtForward({ ...start, isPaused: true }, 1, 1000).index, 0);
  assert.equal(rotation.turned(forward, stops, 32000, 0).index, 0);
});

test('the rotation keeps to its page when places come and go', () => {
  const at = { ...rotation.startRotation(0), index: 1 };

  assert.equal(rotation.followed(at, stops, [{ ...stops[0], place: 'new' }, ...stops]).index, 2);
});

test('without a place the wall turns through the places that have data, each with its own pages', () => {
  const demo = board('demo');

  const places = placesToShow(demo, options());
  const pages = stopsOf(demo, options(), options().turns).filter((stop) => stop.place === '达孜区').map((stop) => stop.page);

  assert.deepEqual([...places].sort(), ['临潼区', '甘南州', '西藏自治区', '达孜区', '金平区'].sort());
  assert.deepEqual(pages, ['overview', 'rates', 'campaign']);
});

test('townships below the office do not take turns as places of their own', () => {
  const month = json('month-16');
  delete month.place;
  month.indicators['东镇/某项合格率'] = { name: '某项合格率', place: '东镇', value: 3, display: '3', status: 'none' };

  assert.deepEqual(placesToShow(boardReader()(month), options()), ['东山区']);
});

test('an item stands beside its whole only where it is worse', () => {
  const whole = { name: '合格率', item: undefined, period: '2026-09', display: '97%', status: 'missed_uncertain' };
  const item = (name, status, period = '2026-09') => ({ ...whole, item: name, status, period });
  const own = [whole, item('粮油', 'met_clear'), item('糕点', 'missed_clear'), item('旧', 'met', '2026-08'), { ...item('孤', 'met'), name: '别的率' }];

  assert.deepEqual(wholesOf(own).map((one) => one.item), [undefined, '糕点', '旧', '孤']);
});

test('what moved in a period that is not shown is no news', () => {
  const move = (period) => ({ indicator: '甲/率', period, from: undefined, to: '1%', at: '2026-09-01T08:00:00+08:00' });
  const shown = { ...board('empty'), indicators: [{ key: '甲/率', period: '2026-08' }], moved: [move('2026-08'), move('2026-07'), move(undefined)] };

  assert.deepEqual(movesOf(shown, '甲').map((one) => one.period), ['2026-08', undefined]);
});

test('a figure that is measured against the year is shown as the sum so far', () => {
  const one = { period: '2026-08', display: '10人次', done: '84人次', unit: '人次' };

  assert.equal(figureOf(one, 'zh'), '84人次');
  assert.equal(periodOf(one, 'zh'), '截至2026年8月累计');
  assert.equal(figureOf({ ...one, done: undefined }, 'zh'), '10人次');
});

test('场次 leads the metrics of a campaign, then what else is planned', () => {
  const metrics = { 出动人次: { done: 1 }, 参与人次: { done: 2, plan: 3 }, 场次: { done: 1 } };
  const read = boardReader()({ campaigns: { '甲/2026 质量月': { metrics } } });

  assert.deepEqual(read.campaigns[0].metrics.map((metric) => metric.name), ['场次', '参与人次', '出动人次']);
});

test('in a campaign its day comes first, then the worst deviation', () => {
  const [first, second] = focusOf(board('month-16'), '东山区');

  assert.equal(first.kind, 'campaign');
  assert.equal(second.indicator.status, 'missed_clear');
});

test('a place with targets alone is shown as so many that await a figure', () => {
  const focus = focusOf(board('demo'), '西藏自治区').filter((one) => one.kind === 'unreported')[0];

  assert.deepEqual([focus.total, focus.reported], [24, 0]);
});

test('an empty board has its own focus', () => assert.deepEqual(focusOf(board('empty'), undefined), [{ kind: 'empty' }]));

test('a running campaign comes before one that is to come, and that before one that is over', () => {
  const make = (name, phase, start) => ({ name, phase, place: 'p', start, end: start, metrics: {}, units: {} });
  const made = boardReader()({ campaigns: { a: make('a', 'ended', '2026-01-01'), b: make('b', 'upcoming', '2026-03-01'), c: make('c', 'running', '2026-02-01') } });

  assert.deepEqual(campaignsOf(made, 'p').map((one) => one.name), ['c', 'b', 'a']);
});

for (const [name, place] of [['month-16', '东山区'], ['many', '东山区'], ['demo', '达孜区'], ['demo', '西藏自治区']]) {
  test(`every indicator of ${place} (${name}) is on exactly one screen, and no column is overfull`, () => {
    const own = board(name).indicators.filter((one) => one.place === place);
    const { screens } = columnsFor(own, { width: 540, height: 828, columns: 2 }, 'zh');
    const rows = screens.flat(2).filter((block) => block.kind === 'row');

    assert.equal(new Set(rows.map((block) => block.row.indicator.key)).size, own.length);
    assert.equal(rows.length, own.length);
    rows.forEach((block) => assert.ok(block.top + block.row.height <= 829, `${block.top} + ${block.row.height}`));
  });
}

test('crossing a target matters, a mere change of a figure does not', () => {
  const before = json('month-16');
  const key = '东山区/食品监督抽检合格率';
  const read = boardReader();
  const after = (patch) => changesBetween(read(before), read(merge(before, { indicators: { [key]: patch } })), 0);

  assert.deepEqual(after({ display: '98.4%' }).map(({ matters, from }) => [matters, from]), [[false, '98.3%']]);
  assert.deepEqual(after({ display: '97%', status: 'missed_uncertain' }).map(({ matters }) => matters), [true]);
  assert.deepEqual(after({ chart: { alarm: true } }).map(({ matters }) => matters), [true]);
  assert.deepEqual(after({ updated_at: 'later' }), []);
});

test('a glow fades after its seconds', () => {
  const change = { key: 'a', place: 'p', from: '1', at: 0, matters: false };

  assert.ok(freshChanges({}, [change], 0).a);
  assert.equal(freshChanges({ a: change }, [], glowMs + 1).a, undefined);
});

test('the curve adds up its days, and the plan goes through its steps', () => {
  const campaign = board('month-16').campaigns[0];
  const metric = campaign.metrics.filter((one) => one.name === '场次')[0];

  const curve = curveOf(campaign, metric, '2026-09-16');

  assert.equal(daysOf(campaign).length, 30);
  assert.equal(curve.done[15], metric.done);
  assert.equal(curve.done[16], undefined);
  assert.deepEqual([curve.plan[9], curve.plan[19], curve.plan[29]], [40, 80, 120]);
  assert.equal(curve.projected[29], metric.projected);
});

test('cells of units fill their place for any number of them', () => {
  for (const count of [0, 1, 5, 12, 30, 80, 300]) {
    const size = cellSize(Array.from({ length: count }, (_, at) => `第${at + 1}街道`), 480, 330);
    const columns = Math.floor(480 / size.width + 0.001);
    assert.ok(Math.ceil(count / columns) * size.height <= 331, `${count} units`);
  }
});

test('twelve units stand in two columns even beside a long legend', () => {
  const names = Array.from({ length: 12 }, (_, at) => `第${at + 1}镇`);

  assert.deepEqual(cellSize(names, 480, 222), { width: 240, height: 37, hasName: true, perPage: 12 });
});

test('a few units with long names take their turns, each name whole', () => {
  const names = Array.from({ length: 12 }, (_, at) => `达孜区特种设备管理和作业人员办公室${at}`);

  const size = cellSize(names, 480, 260);

  assert.ok(size.hasName && size.perPage < 12);
  assert.ok(Math.ceil(size.perPage / Math.floor(480 / size.width + 0.001)) * size.height <= 261);
  for (const name of names) assert.ok(!nameFit(name, size.width).isCut);
});

test('a board of nonsense is read without an exception', () => {
  const junk = [null, 0, 'x', [], {}, { indicators: [] }, { indicators: { a: 1, b: null, 'c/d': {} } }, { campaigns: { x: { metrics: 3, daily: [1], units: 'u' } } }, { inbox: 5, places: 7, moved: {}, walls: 'w' }];
  const deep = { indicators: { 'p/n': { target: 1, previous: [], parts: [null, 1, {}], trend: [null], interval: ['a', 1], due: 'x', coverage: {}, status: 'odd', verdict: 5 } } };

  [...junk, deep].forEach((value) => assert.ok(boardReader()(value)));
});

test('notes that find no room beside what a figure was are left out, from the last one, and marks never', () => {
  const size = { noteWidth: 300, noteFont: 25, noteLines: 1 };
  const tags = [{ kind: 'doubt', text: '待核实' }];

  assert.deepEqual(fittingNotes(size, '由 100% 变为', [], []), []);
  assert.deepEqual(fittingNotes(size, '由 9 变为', ['达标'], []), ['达标']);
  assert.deepEqual(fittingNotes(size, '由 100% 变为', ['达标', '达标,未超出抽样误差'], []), ['达标']);
  assert.deepEqual(fittingNotes(size, '由 100% 变为', ['达标,未超出抽样误差'], tags), []);
});
