// SPDX-License-Identifier: MIT
/*
 * The system fails the running daemon: calls come back with an error that strace puts there, once
 * or until it leaves. Nothing half is shown, nothing is withdrawn, the daemon says what is wrong,
 * and the file is taken in the end.
 */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { BINARY, atEnd, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { failCalls, failingFromStart } from './lib/strace.mjs';
import { until, within } from './lib/wait.mjs';

const HEADER = '指标,时期,地区,分项,抽检数,合格数,备注\n';
const KEY = '东镇/食品抽检合格率';
const sheet = (passed, note = '') =>
  `${HEADER}食品抽检合格率,2017-09,东镇,,50,${passed},\n` +
  Array.from({ length: 300 }, (_, i) => `食品抽检合格率,2017-09,东镇,第${i}项,50,${passed},${note}\n`).join('');
/* More than 4 MiB: its copy lies in a file. */
const large = (passed) => sheet(passed, '长'.repeat(5000));

/* Both ends of a drop, so that a half one shows. */
const figures = (board) => [board.indicators[KEY]?.passed, board.indicators[`${KEY}/第299项`]?.passed];

function isWhole(daemon) {
  const said = execFileSync('sqlite3', [path.join(daemon.state, 'plumb.db'), 'PRAGMA integrity_check']);
  strictEqual(said.toString().trim(), 'ok');
}

const FAILED = /event=drop_failed .*file="抽检.csv"/;
const CANNOT_SEE = /event=(inbox_unavailable|folder_unread|drop_failed) /;

/* Which calls fail how, with which sheet, and what the log says before they succeed again; where
 * it need not say anything, they have only failed. */
const CASES = [
  { calls: 'fsync,fdatasync', what: 'error=EIO:when=1', says: FAILED },
  { calls: 'fsync,fdatasync', what: 'error=ENOSPC', says: FAILED },
  { calls: 'pwrite64', what: 'error=ENOSPC', says: /drop_failed .*file="抽检.csv".*磁盘已满/ },
  { calls: 'pwrite64', what: 'error=EIO:when=3', says: FAILED },
  { calls: 'pread64', what: 'error=EIO', says: FAILED, content: large },
  { calls: 'read', what: 'error=EIO', says: /event=drop_refused .*抽检.csv/, isOfFile: true, isRefused: true },
  { calls: 'accept4', what: 'error=EMFILE:when=1+2', says: null, asks: true },
  { calls: 'openat', what: 'error=EMFILE', says: CANNOT_SEE },
  { calls: 'openat', what: 'error=ENFILE:when=1', says: null },
  { calls: 'openat', what: 'error=ENOMEM', says: CANNOT_SEE },
  { calls: 'getdents64', what: 'error=EIO', says: CANNOT_SEE },
  { calls: 'newfstatat', what: 'error=EIO', says: CANNOT_SEE },
  { calls: 'mmap', what: 'error=ENOMEM', says: null, content: large },
  { calls: 'epoll_wait,epoll_pwait,read,write,fdatasync,pwrite64', what: 'error=EINTR:when=1+7', says: null },
];

/* Another file lies in the inbox all the while: it must not seem to be gone. */
async function losesNothing(t, one) {
  const { calls, what, says, content = sheet } = one;
  const daemon = await startDaemon(t, { args: ['--withdraw-after-s', '1'] });
  await daemon.take('别的.csv', '指标,时期,地区,数值\n甲数,2017,东镇,7\n');
  await daemon.take('抽检.csv', content(48));
  const failing = await failCalls(t, daemon, calls, what, one.isOfFile && path.join(daemon.inbox, '抽检.csv'));

  const bytes = daemon.drop('抽检.csv', content(47));
  if (one.asks) {
    strictEqual((await daemon.request('healthz')).status, 200);
  }
  await until(() => `${says ?? 'the failure'} in:\n${daemon.log()}`, () =>
    (says ? says.test(daemon.log()) : failing.isReached()));
  await failing.end();
  await daemon.settled('抽检.csv', bytes);

  ok(failing.isReached(), 'the failure came');
  const { board } = await daemon.board();
  deepStrictEqual(figures(board), [47, 47]);
  strictEqual((await daemon.receipt('抽检.csv')).version, one.isRefused ? 3 : 2);
  strictEqual(board.indicators['东镇/甲数'].value, 7);
  strictEqual((await daemon.receipt('别的.csv')).version, 1, 'it was never gone');
  strictEqual((await daemon.stop()).code, 0);
  isWhole(daemon);
}

/* Without a single watch of the kernel's, or none at all, the scans decide. */
async function looksByScans(t, calls, what) {
  const { wrap, isReached } = failingFromStart(t, calls, what);
  const daemon = await startDaemon(t, { wrap });

  strictEqual((await daemon.take('抽检.csv', sheet(48))).state, 'taken');

  ok(isReached(), 'the failure came');
  match(daemon.log(), /event=watch_polls .*fs\.inotify\.max_user_watches/);
  deepStrictEqual(figures((await daemon.board()).board), [48, 48]);
}

/* A daemon that cannot make its store ends, and says why; there is nothing half for the next one. */
async function endsWithAWord(t, calls, what, word) {
  const root = temporaryFolder(t);
  const { wrap, isReached } = failingFromStart(t, calls, what);
  const args = ['serve', '--inbox', path.join(root, 'inbox'), '--state', path.join(root, 'state')];
  const child = spawn(wrap[0], [...wrap.slice(1), BINARY, ...args, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part) => { said += part; });
  atEnd(t, () => child.kill('SIGKILL'));

  const [code] = await within(() => `its end; it said:\n${said}`, once(child, 'close'));

  strictEqual(code, 1, said);
  match(said, word);
  ok(isReached(), 'the failure came');
  const daemon = await startDaemon(t, { root });
  strictEqual((await daemon.take('抽检.csv', sheet(48))).state, 'taken');
  isWhole(daemon);
}

/* Beside the share a receipt is a copy for reading: the board does not wait for it. */
async function showsWithoutTwin(t) {
  const receipts = temporaryFolder(t);
  const daemon = await startDaemon(t, { args: ['--receipts', receipts] });
  const failing = await failCalls(t, daemon, 'rename', 'error=EACCES');

  strictEqual((await daemon.take('抽检.csv', sheet(48))).state, 'taken');
  await until('the failure', failing.isReached);
  await failing.end();
  deepStrictEqual(fs.readdirSync(receipts), [], 'nothing half is left');

  strictEqual((await daemon.take('抽检.csv', sheet(47))).version, 2);
  await until('the next receipt', () => fs.existsSync(path.join(receipts, '抽检.csv.回执.txt')));
}

/* Most of the time they wait for a job to be tried again. */
test('calls that fail', { concurrency: 5 }, async (t) => {
  await Promise.all([
    ...CASES.map((one) =>
      t.test(`${one.calls} with ${one.what} loses nothing`, (sub) => losesNothing(sub, one))),
    t.test('no further watch: it looks by itself', (sub) => looksByScans(sub, 'inotify_add_watch', 'error=ENOSPC')),
    t.test('no inotify at all: it looks by itself', (sub) => looksByScans(sub, 'inotify_init1', 'error=EMFILE')),
    t.test('no room for a store: it ends with a word', (sub) => endsWithAWord(sub, 'pwrite64', 'error=ENOSPC', /磁盘已满/)),
    t.test('a disk that fails at once: it ends with a word', (sub) => endsWithAWord(sub, 'fsync,fdatasync', 'error=EIO', /plumb\.db|数据库/)),
    t.test('a receipt beside the share that cannot be put in its place', (sub) => showsWithoutTwin(sub)),
  ]);
});
