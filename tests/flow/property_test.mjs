// SPDX-License-Identifier: MIT
/*
 * What must hold of every folder: random sheets, from seeds, dropped into the real daemon.
 *
 * What is compared: the whole board, but for members that tell how it came to be so. Which those
 * are is said at each comparison. FLOW_SEEDS=N takes more seeds; a failure names its own.
 */
import { strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { canonical, withoutHistory } from './lib/board.mjs';
import { startDaemon } from './lib/daemon.mjs';

const SEEDS = Array.from({ length: Number(process.env.FLOW_SEEDS ?? 2) }, (_, i) => 1 + i);
const COUNTY = '东县';
const TOWNS = ['甲镇', '乙镇', '丙镇', '丁乡'];
const RATES = ['食品合格率', '药品合格率', '特种设备定检率'];
const NUMBERS = ['检查家次', '办结件数', '新增商标', '事故起数'];
const MONTHS = Array.from({ length: 14 }, (_, i) => `${2017 + Math.floor(i / 12)}-${two((i % 12) + 1)}`);
const PERIODS = [...MONTHS, '2017', '2017-Q1', '2017-H1', '2018-Q1'];

/* ---- random sheets ------------------------------------------------------------------------- */

function two(number) {
  return String(number).padStart(2, '0');
}

/* mulberry32: below(n) is from 0 to n - 1. */
function randomOf(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count) => Math.floor(next() * count);
  return { below, pick: (list) => list[below(list.length)] };
}

function shuffled(random, list) {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const k = random.below(i + 1);
    [out[i], out[k]] = [out[k], out[i]];
  }
  return out;
}

/* So many rows, none with the key of another. */
function distinct(count, make) {
  const rows = new Map();
  for (let i = 0; i < count; i += 1) {
    const { key, row } = make(i);
    rows.set(key, row);
  }
  return [...rows.values()];
}

function rateRow(random) {
  const inspected = random.pick([0, 3, 12, 50, 50, 200, 2400]);
  const passed = inspected - random.below(Math.min(inspected, 6) + 1);
  const figure = random.below(6) === 0 ? ',,9' + random.below(10) + '.5%' : `${inspected},${passed},`;
  const key = [
    random.pick(RATES),
    random.pick(PERIODS),
    random.below(5) === 0 ? COUNTY : random.pick(TOWNS),
    random.pick(['', '', '市场监管局', '农业农村局']),
    random.pick(['', '', '', '蔬菜', '水果']),
  ].join(',');
  return { key, row: `${key},${figure}` };
}

function numberRow(random) {
  const count = random.below(90);
  const value = random.pick([`${count}`, `${count}`, `${count}`, `${count}余`, `约${count}`, `近${count}`, '未报', '0', '']);
  const key = [
    random.pick(NUMBERS),
    random.pick(PERIODS),
    random.below(5) === 0 ? COUNTY : random.pick(TOWNS),
    random.pick(['', '', '', '应急局']),
  ].join(',');
  return { key, row: `${key},${value}` };
}

function targetRow(random, indicator, place) {
  const isRate = RATES.includes(indicator);
  const nature = isRate ? random.pick(['抽样率', '抽样率', '全数率', '']) : random.pick(['当期数', '累计数', '存量', '']);
  const target = isRate ? random.pick(['95', '90%', '100%']) : random.pick(['100', '>=60', '<=0', '不超过50件']);
  const due = random.pick(['', '次月5日', '季后10日', '12-31', '每年12-31']);
  return `${indicator},${nature},${isRate ? '%' : '件'},${target},${random.pick(['2017', '2018', '2017'])},${place},月,${due},市场监管局`;
}

function day(offset) {
  const at = new Date(Date.now() + offset * 86400000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function activityRow(random, i) {
  const campaign = random.pick(['冬春行动', '冬春行动', '质量月']);
  const date = day(-random.below(25));
  const people = random.pick(['', `${random.below(300)}`, `${random.below(300)}余`]);
  const state = random.pick(['完成', '完成', '完成', '计划', '取消']);
  const key = `${date},${random.pick(TOWNS)},市场监管所,活动${i},${campaign}`;
  return { key, row: `${key},${state},${random.pick(['', '1', '2'])},${people}` };
}

function planRow(random, metric, town) {
  return `冬春行动,${day(0).slice(0, 4)},${metric},${town},${20 + random.below(50)},${day(-20)},${day(9)}`;
}

/* The sheets of a folder: kind, header and rows. No two rows of one kind have the same key. */
function sheetsOf(random) {
  const towns = TOWNS.map((town, i) => `${11 + i},${town},${COUNTY},${random.below(4) ? '是' : '否'}`);
  const indicators = [...RATES, ...NUMBERS].filter(() => random.below(3) > 0);
  const plans = ['场次', '参与人次'].flatMap((metric) => TOWNS.map((town) => planRow(random, metric, town)));
  return [
    { kind: '地区', header: '代码,地区,上级,应报', rows: [`1,${COUNTY},,否`, ...towns] },
    {
      kind: '目录',
      header: '指标,性质,单位,目标,目标期,地区,报送频次,报送截止,牵头部门',
      rows: indicators.map((name) => targetRow(random, name, COUNTY)),
    },
    { kind: '抽检', header: '指标,时期,地区,部门,分项,抽检数,合格数,合格率', rows: distinct(140, () => rateRow(random)) },
    { kind: '数量', header: '指标,时期,地区,部门,数值', rows: distinct(140, () => numberRow(random)) },
    {
      kind: '台账',
      header: '日期,地区,主办单位,活动名称,所属活动,状态,场次,参与人次',
      rows: distinct(40, (i) => activityRow(random, i)),
    },
    { kind: '计划', header: '活动,年度,指标,地区,计划数,开始,结束', rows: plans },
  ].filter((sheet) => sheet.rows.length > 0);
}

const textOf = ({ header, rows }) => `${header}\n${rows.join('\n')}\n`;

/* The rows of each sheet dealt out to so many files: [name, text]. */
function filesOf(random, sheets, parts) {
  return sheets.flatMap((sheet) => {
    const piles = Array.from({ length: parts }, () => []);
    for (const row of sheet.rows) {
      random.pick(piles).push(row);
    }
    return piles
      .filter((rows) => rows.length > 0)
      .map((rows, i) => [`${sheet.kind}-${i + 1}.csv`, textOf({ ...sheet, rows })]);
  });
}

/* ---- the daemon ---------------------------------------------------------------------------- */

const start = (t, options) =>
  startDaemon(t, { args: ['--withdraw-after-s', '0', '--place', COUNTY], ...options });

async function takeAll(daemon, files) {
  for (const [name, text] of files) {
    const { state, faults } = await daemon.take(name, text);
    strictEqual(state, 'taken', `${name}: ${JSON.stringify(faults)}`);
  }
}

async function withdraw(daemon, name) {
  fs.unlinkSync(path.join(daemon.inbox, name));
  for (;;) {
    if ((await daemon.receipt(name)).state === 'withdrawn') {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/* The board and a moment at which it, and no other, was published. */
async function shownNow(daemon) {
  for (;;) {
    const before = await daemon.board();
    const at = new Date().toISOString();
    const after = await daemon.board();
    if (before.seq === after.seq) {
      return { at, text: before.text, board: before.board };
    }
  }
}

/* ---- what is compared ---------------------------------------------------------------------- */

function without(value, names) {
  if (Array.isArray(value)) {
    return value.map((one) => without(one, names));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, member]) => [name, without(member, names)]),
  );
}

/* What a figure comes from, in whatever order the files came: of several the newest stands first. */
function placesOf({ file, lines, others = [] }, withLines) {
  return [{ file, lines }, ...others]
    .map((one) => (withLines ? `${one.file}: ${one.lines}` : one.file))
    .sort();
}

function withPlaces(entry, withLines) {
  const { file, version, lines, others, ...rest } = entry.source ?? {};
  return file ? { ...entry, source: { ...rest, places: placesOf(entry.source, withLines) } } : entry;
}

/* The same files in another order: all but times, versions, 已修订 and what moved. Where files came
 * in other versions before, an untouched figure goes on to cite the version and line that it was
 * read from: then the lines are left out as well. */
function saidOfFiles(board, { withLines = true } = {}) {
  const indicators = Object.fromEntries(
    Object.entries(board.indicators).map(([key, entry]) => [key, withPlaces(entry, withLines)]),
  );
  return canonical(withoutHistory({ ...board, indicators }));
}

/* The same rows in other files: besides that, not where they stand and how many files there are. */
function saidOfRows(board) {
  return canonical(without(withoutHistory(board), ['source', 'inbox']));
}

/* Back to what it was: all of it, but 已修订, what moved, and when a file was last taken. */
function shown(board) {
  return canonical(
    without(board, ['moved', 'revised', 'revised_from', 'revised_at', 'revised_until', 'last_taken_at']),
  );
}

/* Where two texts part, so that a failure says something. */
function same(what, got, wanted) {
  if (got === wanted) {
    return;
  }
  let at = 0;
  while (got[at] === wanted[at]) {
    at += 1;
  }
  const from = Math.max(0, at - 300);
  throw new Error(`${what}:\n  ${got.slice(from, at + 200)}\nis not\n  ${wanted.slice(from, at + 200)}`);
}

/* ---- the properties ------------------------------------------------------------------------ */

for (const seed of SEEDS) {
  test(`the order of drops does not matter (seed ${seed})`, async (t) => {
    const random = randomOf(seed);
    const sheets = sheetsOf(random);
    const files = filesOf(random, sheets, 3);
    const [one, other] = [await start(t), await start(t)];

    await takeAll(one, files);
    await takeAll(other, shuffled(random, files));

    same('in another order', saidOfFiles((await other.board()).board), saidOfFiles((await one.board()).board));
  });

  test(`a file that came in several versions says what its last one says (seed ${seed})`, async (t) => {
    const random = randomOf(seed + 1000);
    const sheets = sheetsOf(random);
    const files = filesOf(random, sheets, 2);
    const [one, other] = [await start(t), await start(t)];

    await takeAll(one, files);
    for (const [name, text] of files) {
      const [header, ...rows] = text.trim().split('\n');
      if (/^(抽检|数量|台账)/.test(name) && rows.length > 2) {
        const some = shuffled(random, rows).slice(0, 1 + random.below(rows.length - 1));
        await other.take(name, textOf({ header, rows: some }));
      }
      await takeAll(other, [[name, text]]);
    }

    const [got, wanted] = [(await other.board()).board, (await one.board()).board];
    same('by another way', saidOfFiles(got, { withLines: false }), saidOfFiles(wanted, { withLines: false }));
  });

  test(`splitting a sheet in two does not matter (seed ${seed})`, async (t) => {
    const random = randomOf(seed + 2000);
    const sheets = sheetsOf(random);
    const [whole, split] = [await start(t), await start(t)];

    await takeAll(whole, filesOf(random, sheets, 1));
    await takeAll(split, filesOf(random, sheets, 2));

    same('split', saidOfRows((await split.board()).board), saidOfRows((await whole.board()).board));
  });

  test(`a drop and its withdrawal leave the board, and ?at= every board in between (seed ${seed})`, async (t) => {
    const random = randomOf(seed + 3000);
    const daemon = await start(t);
    const steps = [];
    const takeStep = async () => steps.push(await shownNow(daemon));

    for (const file of filesOf(random, sheetsOf(random), 2)) {
      await takeAll(daemon, [file]);
      await takeStep();
    }
    const before = steps.at(-1).board;
    const more = sheetsOf(random).filter(({ kind }) => kind !== '计划');
    for (const sheet of more) {
      await daemon.take(`另一份${sheet.kind}.csv`, textOf(sheet));
      await takeStep();
    }
    for (const sheet of shuffled(random, more)) {
      await withdraw(daemon, `另一份${sheet.kind}.csv`);
      await takeStep();
    }

    same('after the withdrawal', shown(steps.at(-1).board), shown(before));
    await daemon.stop();
    const again = await start(t, { root: daemon.root });
    await again.isReady();
    for (const { at, text } of steps) {
      same(`the board at ${at}`, (await again.board(at)).text, text);
    }
  });
}
