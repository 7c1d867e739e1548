// SPDX-License-Identifier: MIT
/* A real LibreOffice saves into the inbox as a user does, and opens what Plumb gives. */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { TOP, run, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { CHARACTER_SETS, FILTERS, namesIn, startOffice } from './lib/office.mjs';

const ROWS = [
  ['指标', '时期', '地区', '抽检数', '合格数', '备注'],
  ['食品抽检合格率', '2017-09', '东镇', 50, 48, '含"引号"、逗号,与换行\n两行'],
  ['药品抽检合格率', '2017年第三季度', '西镇', 1240, 1200, ''],
];
const KEY = '东镇/食品抽检合格率';
const LOCK = /^\.~lock\..*#$/;

const fileIn = (daemon, name) => path.join(daemon.inbox, name);
const bytesOf = (daemon, name) => fs.readFileSync(fileIn(daemon, name));
const settled = (daemon, name) => daemon.settled(name, bytesOf(daemon, name));
const passed = async (daemon) => (await daemon.board()).board.indicators[KEY]?.passed;

async function listed(daemon) {
  const { files } = await daemon.json('api/files');
  return files.map((file) => file.file ?? file.name).sort();
}

test('a sheet is saved, edited, saved again and saved under a new name', { timeout: 300000 }, async (t) => {
  const office = await startOffice(t);
  for (const set of Object.keys(CHARACTER_SETS)) {
    await t.test(`as ${set}`, async (t) => {
      const daemon = await startDaemon(t);
      const name = `抽检-${set}.csv`;
      await office.create(set, ROWS);

      await office.store_as(set, fileIn(daemon, name), FILTERS.shown(set));
      const first = await settled(daemon, name);
      ok(namesIn(daemon.inbox).some((one) => LOCK.test(one)), 'the lock file lies beside it');
      strictEqual(first.state, 'taken', JSON.stringify(first));
      strictEqual(first.encoding, { GBK: 'GB18030', 'UTF-16': 'UTF-16LE' }[set] ?? set);
      strictEqual(first.rows.read, 2);
      deepStrictEqual(first.warnings, []);
      strictEqual(await passed(daemon), 48);

      await office.set(set, 'E2', 47);
      await office.store(set);
      strictEqual((await settled(daemon, name)).version, 2);
      strictEqual(await passed(daemon), 47);

      await office.store(set);
      await office.set(set, 'E2', 46);
      await office.store(set);
      strictEqual((await settled(daemon, name)).version, 3, 'a save without a change is no version');

      const other = `改名-${set}.csv`;
      await office.store_as(set, fileIn(daemon, other), FILTERS.shown(set));
      strictEqual((await settled(daemon, other)).state, 'taken');
      await office.set(set, 'E2', 45);
      await office.store(set);
      strictEqual((await settled(daemon, other)).version, 2);
      strictEqual(await passed(daemon), 45, 'the newer file counts');

      await office.close(set);
      deepStrictEqual(namesIn(daemon.inbox), [name, other].sort());
      deepStrictEqual(await listed(daemon), [name, other].sort());
      ok(!daemon.log().includes('drop_refused'), daemon.log());
    });
  }
  await office.quit();
});

test('a sheet that lies in the inbox is opened, mended and saved in its place', { timeout: 200000 }, async (t) => {
  const office = await startOffice(t);
  const daemon = await startDaemon(t);
  const name = '抽检.csv';
  const rows = '指标,时期,地区,抽检数,合格数\r\n食品抽检合格率,2017-09,东镇,50,52\r\n药品抽检合格率,2017-09,东镇,50,49\r\n';
  strictEqual((await daemon.take(name, rows)).state, 'partial');

  await office.open('doc', fileIn(daemon, name), FILTERS.csv('UTF-8'));
  strictEqual((await office.rows('doc'))[1][4], 52);
  await office.set('doc', 'E2', 42);
  await office.store('doc');

  const receipt = await settled(daemon, name);
  strictEqual(receipt.state, 'taken');
  strictEqual(receipt.version, 2);
  strictEqual(await passed(daemon), 42);
  await office.close('doc');
  await office.quit();
});

test('a workbook saved into the inbox is told how to become a CSV, and then is one', { timeout: 200000 }, async (t) => {
  const office = await startOffice(t);
  const daemon = await startDaemon(t);
  await office.create('doc', ROWS);
  for (const [ending, word] of [['ods', /LibreOffice：文件 → 另存为/], ['xlsx', /Excel：文件 → 另存为/]]) {
    await office.store_as('doc', fileIn(daemon, `抽检.${ending}`), FILTERS[ending]);

    const receipt = await settled(daemon, `抽检.${ending}`);
    strictEqual(receipt.state, 'refused');
    strictEqual(receipt.faults[0].kind, 'spreadsheet_file');
    match(receipt.faults[0].hint, word);
  }
  await office.store_as('doc', fileIn(daemon, '抽检.csv'), FILTERS.shown('UTF-8'));

  strictEqual((await settled(daemon, '抽检.csv')).state, 'taken');
  await office.close('doc');
  await office.quit();
});

test('the converter writes into the inbox', { timeout: 200000 }, async (t) => {
  const folder = temporaryFolder(t);
  const daemon = await startDaemon(t);
  const workbook = path.join(folder, '抽检.ods');
  const office = await startOffice(t);
  await office.create('doc', ROWS);
  await office.store_as('doc', workbook, FILTERS.ods);
  await office.close('doc');
  await office.quit();
  const { FilterName, FilterOptions } = FILTERS.shown('GBK');

  await promisify(execFile)(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      ...['--headless', '--convert-to', `csv:${FilterName}:${FilterOptions}`],
      ...['--outdir', daemon.inbox, workbook],
    ],
    { timeout: 90000 },
  );

  const receipt = await settled(daemon, '抽检.csv');
  strictEqual(receipt.state, 'taken');
  strictEqual(receipt.encoding, 'GB18030');
  strictEqual(await passed(daemon), 48);
});

const TEMPLATES = fs
  .readFileSync(path.join(TOP, 'daemon/ingest/template.c'), 'utf8')
  .match(/"[^"\s]+\.csv"/g)
  .map((name) => name.slice(1, -1));

/* What a receipt says of the content, whichever way it was written. */
function essence({ state, sheet, rows, faults, warnings, header_line }) {
  return { state, sheet, rows, faults, warnings, header_line };
}

/* Kept as a workbook and saved as CSV again; with the recognition of dates, as Excel has it, and
 * without. */
test('each template opens in a spreadsheet and comes back without a warning', { timeout: 300000 }, async (t) => {
  const office = await startOffice(t);
  const daemon = await startDaemon(t);
  const folder = temporaryFolder(t);
  const checked = async (file) => {
    const { stdout } = await run(['check', '--json', '--place', '示例县', file]);
    return essence(JSON.parse(stdout));
  };
  strictEqual(TEMPLATES.length, 8);
  for (const name of TEMPLATES) {
    const { status, body } = await daemon.request(`templates/${encodeURIComponent(name)}`);
    strictEqual(status, 200, name);
    const original = path.join(folder, name);
    fs.writeFileSync(original, body);
    const wanted = await checked(original);
    deepStrictEqual([wanted.state, wanted.faults, wanted.warnings], ['taken', [], []]);

    for (const [format, detectsNumbers] of [['xlsx', true], ['ods', false]]) {
      const workbook = path.join(folder, `${name}.${format}`);
      await office.open('doc', original, FILTERS.csv('UTF-8', { detectsNumbers }));
      await office.export('doc', workbook, FILTERS[format]);
      await office.close('doc');
      await office.open('doc', workbook, {});
      await office.export('doc', `${workbook}.csv`, FILTERS.shown('UTF-8'));
      await office.close('doc');

      deepStrictEqual(await checked(`${workbook}.csv`), wanted, `${workbook}.csv`);
    }
  }
  await office.quit();
});
