// SPDX-License-Identifier: MIT
/*
 * Every figure that the five offices reported is on the board as they stated it, and nothing is
 * there that they did not state. tests/data/figures.csv is walked row by row.
 */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { DEMO, TOP, startDaemon, temporaryFolder } from './lib/daemon.mjs';

/* Rows of a CSV text as objects by header. */
function parseCsv(text) {
  const rows = [];
  let row = [''];
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (isQuoted && c === '"' && text[i + 1] === '"') {
      row[row.length - 1] += '"';
      i += 1;
    } else if (c === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && c === ',') {
      row.push('');
    } else if (!isQuoted && c === '\n') {
      rows.push(row);
      row = [''];
    } else if (isQuoted || c !== '\r') {
      row[row.length - 1] += c;
    }
  }
  const [header, ...data] = rows;
  return data.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}

const read = (name) => parseCsv(fs.readFileSync(path.join(TOP, 'tests/data', name), 'utf8'));
const FIGURES = read('figures.csv');
const CAMPAIGNS = read('campaigns.csv').filter((row) => row.start_month_day);

/* The places of the documents, by their seeds. */
const PLACE_OF = Object.fromEntries(
  FIGURES.filter((row) => row.place !== '合作市').map((row) => [row.seed, row.place]),
);

const keyOf = (row) => `${row.place}/${row.indicator}`;

/* The words of a notation that carry its qualifier. */
const WORDS = {
  gt: /余|多|超过|超過/,
  about_below: /近/,
  ge: /以上|≥/,
};

/* Starts a daemon on a copy of the demo and gives its board. */
async function demoBoard(t) {
  const root = temporaryFolder(t);
  fs.cpSync(DEMO, path.join(root, 'inbox'), { recursive: true });
  const daemon = await startDaemon(t, { root });
  await daemon.isReady();
  return (await daemon.board()).board;
}

function checkRow(row, entry) {
  ok(entry, 'it is on the board');
  const stated = row.role === 'target' ? entry.target : entry;

  strictEqual(stated.value, Number(row.value));
  strictEqual(stated.qualifier, row.qualifier);
  match(stated.display, WORDS[row.qualifier] ?? /^[^余多近≥]*$/);
  strictEqual(entry.unit, row.unit);
  strictEqual(entry.place, row.place);
  strictEqual(entry.name, row.indicator);
  strictEqual(entry.area, row.area);
  strictEqual(entry.lead ?? '', row.lead_department);
  deepStrictEqual(entry.departments ?? [], row.departments.split(';').filter(Boolean));
  if (row.role === 'target') {
    ok(!('value' in entry), 'a target is no figure');
    strictEqual(entry.status, 'unreported');
  } else {
    ok(!('target' in entry), 'a figure without a target has none');
    strictEqual(entry.period ?? '', row.year);
  }
  if (row.deadline) {
    strictEqual(entry.target?.deadline ?? entry.deadline, row.deadline);
  }
  if (row.yoy && row.kind !== 'growth') {
    strictEqual(entry.yoy, Number(row.yoy));
  }
}

test('the demo of five places', async (t) => {
  const board = await demoBoard(t);
  const { indicators } = board;
  strictEqual(FIGURES.length, 126);

  for (const row of FIGURES) {
    await t.test(`${keyOf(row)} is shown as stated: ${row.text}`, () =>
      checkRow(row, indicators[keyOf(row)]),
    );
  }

  await t.test('nothing is shown that no document states', () => {
    deepStrictEqual(Object.keys(indicators).sort(), FIGURES.map(keyOf).sort());
  });

  await t.test('no figure has counts or an interval, since no document gives counts', () => {
    for (const [key, entry] of Object.entries(indicators)) {
      for (const member of ['passed', 'inspected', 'interval', 'parts']) {
        ok(!(member in entry), `${key} has ${member}`);
      }
    }
  });

  await t.test('a whole below both its parts is shown as stated, and doubted', () => {
    const whole = indicators['达孜区/农产品检测合格率（总体）'];

    strictEqual(whole.value, 96);
    ok(whole.doubts > 0);
  });

  await t.test('taxes and investment larger than the product are shown as stated, and doubted', () => {
    for (const name of ['税收收入', '固定资产投资']) {
      ok(indicators[`达孜区/${name}`].doubts > 0, name);
    }
  });

  await t.test('only these five figures are doubted', () => {
    const doubted = Object.keys(indicators).filter((key) => indicators[key].doubts > 0);

    strictEqual(
      board.doubts,
      doubted.reduce((sum, key) => sum + indicators[key].doubts, 0),
    );
    ok(doubted.every((key) => key.startsWith('达孜区/')), doubted.join(', '));
  });

  await t.test('notations are those of the sheets', () => {
    const display = (key) => indicators[key].display ?? indicators[key].target.display;

    strictEqual(display('达孜区/质量宣传活动次数'), '20余次');
    strictEqual(display('达孜区/知名品牌及驰名商标数'), '近20个');
    strictEqual(display('达孜区/地区生产总值'), '15.49亿元');
    strictEqual(display('达孜区/中小微企业科技发展专项资金'), '300余万元');
    strictEqual(display('金平区/产品质量合格率'), '93%以上');
    strictEqual(display('金平区/黑臭水体整治投资'), '18亿元');
    strictEqual(display('甘南州/宣传资料发放份数'), '3万余份');
    strictEqual(display('西藏自治区/退牧还草面积'), '80万公顷以上');
  });

  await t.test('every sheet is taken without a fault', () => {
    deepStrictEqual(
      [board.inbox.partial, board.inbox.refused, board.inbox.waiting],
      [0, 0, 0],
    );
  });

  strictEqual(CAMPAIGNS.length, 7);
  for (const row of CAMPAIGNS) {
    await t.test(`${row.name} is known where the documents name it`, () => {
      const shown = Object.values(board.campaigns);
      const days = [row.start_month_day, row.end_month_day];

      for (const seed of row.seeds.split(';')) {
        const own = shown.filter((one) => one.place === PLACE_OF[seed]);
        ok(
          own.some((one) => days[0] === one.start.slice(5) && days[1] === one.end.slice(5)),
          `${PLACE_OF[seed]}: ${own.map((one) => one.name).join(', ')}`,
        );
      }
    });
  }

  await t.test('the joint counts of several occasions are no counts of a campaign', () => {
    for (const [key, campaign] of Object.entries(board.campaigns)) {
      deepStrictEqual(campaign.metrics, {}, key);
    }
  });

  await t.test('places and their order are known', () => {
    deepStrictEqual(
      Object.keys(board.places).sort((a, b) => board.places[a].order - board.places[b].order),
      ['达孜区', '金平区', '甘南州', '合作市', '临潼区', '西藏自治区'],
    );
  });
});
