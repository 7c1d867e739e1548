// SPDX-License-Identifier: MIT
/* What a drop means, in every way in which a file can come, change and go. */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { drop, encoded, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { connectPush } from './lib/push.mjs';
import { until } from './lib/wait.mjs';

const HEADER = '指标,时期,地区,抽检数,合格数\r\n';
const KEY = '东镇/食品抽检合格率';

/* A sheet of one figure. */
function sheet(passed, inspected = 50) {
  return `${HEADER}食品抽检合格率,2017-09,东镇,${inspected},${passed}\r\n`;
}

const passedOf = (board, key = KEY) => board.indicators[key]?.passed;

test('the first file in an empty inbox is on the board', async (t) => {
  const daemon = await startDaemon(t);
  deepStrictEqual((await daemon.board()).board.indicators, {});

  const receipt = await daemon.take('抽检.csv', sheet(48));

  const { board } = await daemon.board();
  strictEqual(receipt.state, 'taken');
  strictEqual(receipt.sheet, 'inspections');
  strictEqual(receipt.encoding, 'UTF-8');
  deepStrictEqual(receipt.rows, { read: 1, new: 1, changed: 0, same: 0, removed: 0, faulty: 0 });
  strictEqual(passedOf(board), 48);
  strictEqual(board.indicators[KEY].value, 96);
  strictEqual(board.indicators[KEY].source.file, '抽检.csv');
  strictEqual(board.indicators[KEY].source.version, 1);
  strictEqual(board.inbox.taken, 1);
});

test('an inbox that was not there is made', async (t) => {
  const root = temporaryFolder(t);
  const daemon = await startDaemon(t, { root, inbox: path.join(root, 'a/b/inbox') });

  strictEqual((await daemon.take('抽检.csv', sheet(48))).state, 'taken');
});

test('a sheet in GB18030 says the same as in UTF-8', async (t) => {
  const daemon = await startDaemon(t);
  const title = '二〇一七年九月食品监督抽检情况汇总表,,,,\r\n';

  const receipt = await daemon.take('抽检.csv', encoded(title + sheet(48), 'GB18030'));

  const { board } = await daemon.board();
  strictEqual(receipt.encoding, 'GB18030');
  strictEqual(receipt.header_line, 2);
  strictEqual(passedOf(board), 48);
});

test('a place comes from the subfolder where the row has none', async (t) => {
  const daemon = await startDaemon(t);

  await daemon.take('西镇/抽检.csv', '指标,时期,抽检数,合格数\n食品抽检合格率,2017-09,50,49\n');

  strictEqual(passedOf((await daemon.board()).board, '西镇/食品抽检合格率'), 49);
});

test('an overwritten file replaces all that came from its earlier version', async (t) => {
  const daemon = await startDaemon(t);
  const rows = `${sheet(48)}药品抽检合格率,2017-09,东镇,30,30\r\n`;
  await daemon.take('抽检.csv', rows);

  const receipt = await daemon.take('抽检.csv', sheet(49));

  const { board } = await daemon.board();
  strictEqual(receipt.version, 2);
  strictEqual(receipt.rows.changed, 1);
  strictEqual(receipt.rows.removed, 1);
  const { from, to } = receipt.moved.find((one) => one.indicator === KEY);
  deepStrictEqual({ from, to }, { from: '96%', to: '98%' });
  deepStrictEqual(Object.keys(board.indicators), [KEY]);
  strictEqual(passedOf(board), 49);
  strictEqual(board.indicators[KEY].revised, true);
});

test('the same content again changes nothing', async (t) => {
  const daemon = await startDaemon(t);
  const bytes = sheet(48);
  await daemon.take('抽检.csv', bytes);
  const before = await daemon.board();

  daemon.drop('抽检.csv', bytes);
  await daemon.take('别的.csv', '指标,时期,地区,数值\n检查家次,2017-09,东镇,3\n');

  const after = await daemon.board();
  deepStrictEqual(after.board.indicators[KEY], before.board.indicators[KEY]);
  strictEqual((await daemon.receipt('抽检.csv')).version, 1);
});

test('when all is read the board says that nothing waits', async (t) => {
  const daemon = await startDaemon(t);
  const names = Array.from({ length: 20 }, (_, i) => `不变-${i}.csv`);
  const other = (i) => `指标,时期,地区,数值\n检查家次,2017-${10 + (i % 3)},镇${i},3\n`;
  for (const [i, name] of names.entries()) {
    await daemon.take(name, other(i));
  }

  daemon.drop('抽检.csv', sheet(41));
  names.forEach((name, i) => daemon.drop(name, other(i)));

  await daemon.shows('the figure, and no file that waits', (board) => passedOf(board) === 41 && board.inbox.waiting === 0);
});

test('a file renamed into place is taken', async (t) => {
  const daemon = await startDaemon(t);
  const bytes = drop(daemon.root, '抽检.csv.new', sheet(48));

  fs.renameSync(path.join(daemon.root, '抽检.csv.new'), path.join(daemon.inbox, '抽检.csv'));

  strictEqual((await daemon.settled('抽检.csv', bytes)).state, 'taken');
  strictEqual(passedOf((await daemon.board()).board), 48);
});

test('a file renamed over another one replaces it', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));
  const bytes = drop(daemon.inbox, '.抽检.csv.tmp', sheet(49));

  fs.renameSync(path.join(daemon.inbox, '.抽检.csv.tmp'), path.join(daemon.inbox, '抽检.csv'));

  strictEqual((await daemon.settled('抽检.csv', bytes)).version, 2);
  strictEqual(passedOf((await daemon.board()).board), 49);
});

test("a file moved into another place's folder takes its figures along", async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('西镇/抽检.csv', '指标,时期,抽检数,合格数\n食品抽检合格率,2017-09,50,49\n');

  fs.renameSync(path.join(daemon.inbox, '西镇'), path.join(daemon.inbox, '东镇'));

  const board = await daemon.shows('the figure of 东镇', (board) =>
    passedOf(board) === 49 ? board : null,
  );
  strictEqual(board.indicators['西镇/食品抽检合格率'], undefined);
  deepStrictEqual(
    (await daemon.receipt('东镇/抽检.csv')).versions.map((version) => version.version),
    [1],
  );
  ok(!daemon.log().includes('drop_failed'), daemon.log());
});

test('renaming a file changes no figure', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));

  fs.renameSync(path.join(daemon.inbox, '抽检.csv'), path.join(daemon.inbox, '抽检-九月.csv'));

  const board = await daemon.shows(
    'the new name',
    (shown) => shown.indicators[KEY]?.source.file === '抽检-九月.csv' && shown,
  );
  strictEqual(passedOf(board), 48);
});

test('a copy that pauses is taken once, when it is whole', async (t) => {
  const daemon = await startDaemon(t);
  const rows = Array.from({ length: 2000 }, (_, i) => `食品抽检合格率,2017-09,东镇,第${i}项,50,48\n`);
  const bytes = Buffer.from(`指标,时期,地区,分项,抽检数,合格数\n${rows.join('')}`);
  const states = new Set();
  const file = fs.openSync(path.join(daemon.inbox, '抽检.csv'), 'w');

  for (let at = 0; at < bytes.length; at += 7001) {
    fs.writeSync(file, bytes.subarray(at, at + 7001));
    const { files } = await daemon.json('api/files');
    files.forEach((one) => states.add(one.state));
  }
  fs.closeSync(file);

  const receipt = await daemon.settled('抽检.csv', bytes);
  strictEqual(receipt.state, 'taken');
  strictEqual(receipt.version, 1);
  strictEqual(receipt.rows.read, 2000);
  ok(!states.has('refused') && !states.has('partial'), [...states].join());
});

test('a deleted file is withdrawn after its time', async (t) => {
  const daemon = await startDaemon(t, { args: ['--withdraw-after-s', '1'] });
  await daemon.take('抽检.csv', sheet(48));
  await daemon.take('别的.csv', '指标,时期,地区,数值\n检查家次,2017-09,东镇,3\n');

  fs.rmSync(path.join(daemon.inbox, '抽检.csv'));

  const board = await daemon.shows('the withdrawal', (b) => !(KEY in b.indicators) && b);
  deepStrictEqual(Object.keys(board.indicators), ['东镇/检查家次']);
  strictEqual((await daemon.receipt('抽检.csv')).state, 'withdrawn');
});

test('a deleted file stays in force with on-delete keep', async (t) => {
  const daemon = await startDaemon(t, {
    args: ['--withdraw-after-s', '0', '--on-delete', 'keep'],
  });
  await daemon.take('抽检.csv', sheet(48));

  fs.rmSync(path.join(daemon.inbox, '抽检.csv'));
  await daemon.take('别的.csv', '指标,时期,地区,数值\n检查家次,2017-09,东镇,3\n');

  strictEqual(passedOf((await daemon.board()).board), 48);
});

test('a vanished inbox withdraws nothing and is told', async (t) => {
  const daemon = await startDaemon(t, { args: ['--withdraw-after-s', '0'] });
  await daemon.take('抽检.csv', sheet(48));

  fs.renameSync(daemon.inbox, `${daemon.inbox}.gone`);

  const board = await daemon.shows('the loss', (b) => b.inbox.available === false && b);
  strictEqual(passedOf(board), 48);
  fs.renameSync(`${daemon.inbox}.gone`, daemon.inbox);
  const again = await daemon.shows('the return', (b) => b.inbox.available === true && b);
  strictEqual(passedOf(again), 48);
});

test('a faulty row is set aside and its last good record stays in force', async (t) => {
  const daemon = await startDaemon(t);
  const good = `${sheet(48)}药品抽检合格率,2017-09,东镇,30,30\r\n械抽检合格率,2017-09,东镇,30,30\r\n`;
  await daemon.take('抽检.csv', good);

  const receipt = await daemon.take('抽检.csv', good.replace('50,48', '50,52'));

  const { board } = await daemon.board();
  strictEqual(receipt.state, 'partial');
  strictEqual(receipt.rows.faulty, 1);
  strictEqual(receipt.faults[0].kind, 'passed_exceeds_inspected');
  strictEqual(receipt.faults[0].line, 2);
  strictEqual(receipt.faults[0].column, '合格数');
  strictEqual(receipt.faults[0].cell, '52');
  match(receipt.faults[0].text, /52.*50/);
  strictEqual(passedOf(board), 48);
  ok(board.indicators[KEY].doubts > 0);
  strictEqual(board.inbox.partial, 1);
});

test('every version of a file is listed with its time', async (t) => {
  const daemon = await startDaemon(t);
  for (const passed of [46, 47, 48]) {
    await daemon.take('抽检.csv', sheet(passed));
  }

  const { versions } = await daemon.receipt('抽检.csv');

  deepStrictEqual(versions.map((one) => one.version).sort(), [1, 2, 3]);
});

test('the state survives a restart, and what came meanwhile is read', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(46));
  const before = await daemon.board();
  deepStrictEqual(await daemon.stop(), { code: 0, signal: null });
  const bytes = drop(daemon.inbox, '抽检.csv', sheet(47));

  const again = await startDaemon(t, { root: daemon.root });

  strictEqual((await again.settled('抽检.csv', bytes)).version, 2);
  const after = await again.board();
  ok(after.run !== before.run, 'a restart is a new run');
  strictEqual(passedOf(after.board), 47);
});

test('SIGINT and SIGTERM stop it cleanly with displays connected', async (t) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    const daemon = await startDaemon(t);
    await daemon.take('抽检.csv', sheet(46));
    const connection = await connectPush(daemon.url);
    await connection.next();

    deepStrictEqual(await daemon.stop(signal), { code: 0, signal: null });
    await connection.closed;
  }
});

test('a large drop goes from the log of the store into the database when nothing waits', async (t) => {
  const daemon = await startDaemon(t);
  const rows = Array.from(
    { length: 30000 },
    (_, n) => `第${n % 50}类合格率,${2010 + (n % 8)}-0${1 + (n % 9)},第${n % 97}镇,${n + 50},${n + (n * 7) % 50}\r\n`,
  );
  const database = path.join(daemon.root, 'state/plumb.db');
  const before = fs.statSync(database).size;

  await daemon.take('抽检.csv', HEADER + rows.join(''));

  await until('the database holds it', () => fs.statSync(database).size > before + 1000 * 4096);
});

test('files that are none of ours are ignored', async (t) => {
  const daemon = await startDaemon(t);
  for (const name of ['~$抽检.csv', '.~lock.抽检.csv#', '抽检.tmp', '抽检.part', '.抽检.csv', '图.jpg']) {
    daemon.drop(name, sheet(1));
  }
  fs.writeFileSync(path.join(daemon.root, 'outside.csv'), sheet(2));
  fs.symlinkSync(path.join(daemon.root, 'outside.csv'), path.join(daemon.inbox, '链接.csv'));

  await daemon.take('抽检.csv', sheet(48));

  await until('the inbox has one file', async () => {
    const { files } = await daemon.json('api/files');
    return files.length === 1;
  });
  strictEqual(passedOf((await daemon.board()).board), 48);
});
