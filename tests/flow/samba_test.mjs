// SPDX-License-Identifier: MIT
/* The inbox as a share: a real Samba server receives files through its own client. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';
import { startSamba } from './lib/samba.mjs';

const HEADER = '指标,时期,地区,分项,抽检数,合格数\r\n';
const sheet = (passed) => `${HEADER}食品抽检合格率,2017-09,东镇,,50,${passed}\r\n`;
const long = `${HEADER}${Array.from({ length: 30000 }, (_, i) => `食品抽检合格率,2017-09,东镇,第${i}项,50,48\r\n`).join('')}`;
const KEY = '东镇/食品抽检合格率';

async function startShare(t, args) {
  const daemon = await startDaemon(t, { args });
  const share = await startSamba(t, daemon.inbox);
  const passed = async () => (await daemon.board()).board.indicators[KEY]?.passed;
  return { daemon, share, passed };
}

test('a file is put, overwritten and put over in another case', { timeout: 180000 }, async (t) => {
  const { daemon, share, passed } = await startShare(t);

  const first = await daemon.settled('抽检A.csv', await share.put('抽检A.csv', sheet(48)));
  strictEqual(first.state, 'taken');
  strictEqual(await passed(), 48);
  strictEqual((await daemon.settled('抽检A.csv', await share.put('抽检A.csv', sheet(47)))).version, 2);
  strictEqual(await passed(), 47);
  strictEqual((await daemon.settled('抽检A.csv', await share.put('抽检a.csv', sheet(46)))).version, 3);

  strictEqual(await passed(), 46);
  deepStrictEqual(fs.readdirSync(daemon.inbox), ['抽检A.csv']);
});

test('a file is renamed, renamed over another one and put into a folder', { timeout: 180000 }, async (t) => {
  const { daemon, share, passed } = await startShare(t);
  const bytes = await share.put('抽检.csv', sheet(48));
  await daemon.settled('抽检.csv', bytes);

  await share.client('rename 抽检.csv 九月.csv');
  await daemon.shows('the new name', (board) => board.indicators[KEY]?.source.file === '九月.csv');
  strictEqual((await daemon.settled('九月.csv', bytes)).version, 1);
  const upload = await share.put('九月.csv.tmp', sheet(47));
  await share.client('rename 九月.csv.tmp 九月.csv -f');
  strictEqual((await daemon.settled('九月.csv', upload)).version, 2);
  strictEqual(await passed(), 47);
  await share.client('mkdir 西镇');
  const rows = '指标,时期,抽检数,合格数\r\n食品抽检合格率,2017-09,50,49\r\n';
  await daemon.settled('西镇/抽检.csv', await share.put('西镇\\抽检.csv', rows));

  const { board } = await daemon.board();
  strictEqual(board.indicators['西镇/食品抽检合格率'].passed, 49);
  ok(!daemon.log().includes('drop_refused'), daemon.log());
});

test('a slow upload is taken once, when it is whole', { timeout: 180000 }, async (t) => {
  const { daemon, share } = await startShare(t);
  const bytes = Buffer.from(long);
  const states = new Set();

  await share.client('put - 慢.csv', async (stdin) => {
    for (let at = 0; at < bytes.length; at += 150001) {
      stdin.write(bytes.subarray(at, at + 150001));
      const { files } = await daemon.json('api/files');
      files.forEach((file) => states.add(file.state));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  });

  const receipt = await daemon.settled('慢.csv', bytes);
  strictEqual(receipt.version, 1);
  strictEqual(receipt.rows.read, 30000);
  deepStrictEqual([...states].filter((state) => state !== 'settling'), []);
});

test('a deleted file is withdrawn, by polling too', { timeout: 180000 }, async (t) => {
  const { daemon, share, passed } = await startShare(t, ['--polling', '--withdraw-after-s', '1']);
  await daemon.settled('抽检.csv', await share.put('抽检.csv', sheet(48)));
  strictEqual(await passed(), 48);

  await share.client('del 抽检.csv');

  await daemon.shows('the withdrawal', (board) => !(KEY in board.indicators));
});
