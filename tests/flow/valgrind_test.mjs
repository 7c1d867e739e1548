// SPDX-License-Identifier: MIT
/*
 * A short life of the daemon under valgrind: no bad access, no use of what was never set, no leak.
 * Run with FLOW_SLOWNESS, since everything takes its time there.
 */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { DEMO, TOP, encoded, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { createFollower, followTo } from './lib/follower.mjs';
import { connectEvents, connectPush } from './lib/push.mjs';

const FOUND = 99;
const VALGRIND = [
  'valgrind',
  '--quiet',
  `--error-exitcode=${FOUND}`,
  '--leak-check=full',
  '--show-leak-kinds=definite,indirect',
  '--errors-for-leak-kinds=definite,indirect',
  `--suppressions=${path.join(TOP, 'tests/flow/lib/valgrind.supp')}`,
];

test('valgrind finds nothing in a life from the demo to a clean stop', async (t) => {
  const root = temporaryFolder(t);
  fs.cpSync(path.join(DEMO, '达孜区'), path.join(root, 'inbox/达孜区'), { recursive: true });
  const daemon = await startDaemon(t, { root, wrap: VALGRIND });
  await daemon.isReady();
  const socket = await connectPush(daemon.url);
  const events = await connectEvents(daemon.url);
  const follower = createFollower();

  const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;
  await daemon.take('抽检.csv', sheet(48));
  await daemon.take('抽检.csv', encoded(sheet(52) + sheet(49).split('\n')[1], 'GB18030'));
  await daemon.take('说明.txt', '没有表头\n');
  fs.rmSync(path.join(daemon.inbox, '说明.txt'));
  for (const where of ['api/files', `api/files/${encodeURIComponent('抽检.csv')}`, 'metrics', 'inbox', 'nowhere']) {
    await daemon.request(where);
  }
  await daemon.request(`api/board?at=${encodeURIComponent(new Date().toISOString())}`);
  const last = await daemon.board();
  await followTo(follower, socket, last);
  strictEqual(follower.held.get(`${last.run}-${last.seq}`), last.text);
  await events.close();

  const end = await daemon.stop();

  deepStrictEqual(end, { code: 0, signal: null }, daemon.log());
});
