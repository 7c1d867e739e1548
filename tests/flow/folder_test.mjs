// SPDX-License-Identifier: MIT
/* What happens to a folder besides whole files that are put there and stay. */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { atEnd, drop, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { until } from './lib/wait.mjs';

const HEADER = '指标,时期,地区,抽检数,合格数\n';
const sheet = (passed) => `${HEADER}食品抽检合格率,2017-09,东镇,50,${passed}\n`;
const KEY = '东镇/食品抽检合格率';
const IS_ROOT = process.getuid() === 0;

const passed = async (daemon) => (await daemon.board()).board.indicators[KEY]?.passed;
const fileIn = (daemon, name) => path.join(daemon.inbox, name);

async function listed(daemon) {
  const { files } = await daemon.json('api/files');
  return files.map((file) => file.file ?? file.name).sort();
}

/* Waits until the daemon's log says it; gives what the log said so far. */
async function told(daemon, what) {
  await until(() => `${what} in:\n${daemon.log()}`, () => what.test(daemon.log()));
}

test('a file whose space is reserved first is taken once, when it is filled', async (t) => {
  const daemon = await startDaemon(t);
  const bytes = Buffer.from(sheet(48));
  const file = fs.openSync(fileIn(daemon, '抽检.csv'), 'w');
  fs.ftruncateSync(file, bytes.length);
  /* Closed in between, as some programs do: only the content tells that it is not whole. */
  fs.closeSync(file);
  await told(daemon, /event=drop_not_whole/);

  const again = fs.openSync(fileIn(daemon, '抽检.csv'), 'r+');
  fs.writeSync(again, bytes);
  fs.closeSync(again);

  const receipt = await daemon.settled('抽检.csv', bytes);
  deepStrictEqual([receipt.state, receipt.version], ['taken', 1]);
  ok(!daemon.log().includes('drop_refused'), daemon.log());
});

test('a copy that was closed half-way and goes on is taken once', async (t) => {
  const daemon = await startDaemon(t);
  const whole = `${HEADER}食品抽检合格率,2017-09,"东镇",50,48\n`;
  drop(daemon.inbox, '抽检.csv', whole.slice(0, HEADER.length + 18));
  await told(daemon, /event=drop_not_whole/);

  fs.appendFileSync(fileIn(daemon, '抽检.csv'), whole.slice(HEADER.length + 18));

  strictEqual((await daemon.settled('抽检.csv', Buffer.from(whole))).version, 1);
});

test('new bytes under an old time, of the same size, are seen', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));
  const { atime, mtime } = fs.statSync(fileIn(daemon, '抽检.csv'));

  const same = drop(daemon.inbox, '抽检.csv', sheet(47));
  fs.utimesSync(fileIn(daemon, '抽检.csv'), atime, mtime);
  strictEqual((await daemon.settled('抽检.csv', same)).version, 2);
  const older = drop(daemon.root, 'older.csv', sheet(46));
  fs.utimesSync(path.join(daemon.root, 'older.csv'), 1e9, 1e9);
  fs.renameSync(path.join(daemon.root, 'older.csv'), fileIn(daemon, '抽检.csv'));

  strictEqual((await daemon.settled('抽检.csv', older)).version, 3);
  strictEqual(await passed(daemon), 46);
});

test('a name is one, whether composed or decomposed', async (t) => {
  const daemon = await startDaemon(t);
  const composed = 'é抽检.csv'.normalize('NFC');
  const bytes = drop(daemon.inbox, composed.normalize('NFD'), sheet(48));
  strictEqual((await daemon.settled(composed, bytes)).state, 'taken');
  fs.rmSync(fileIn(daemon, composed.normalize('NFD')));

  strictEqual((await daemon.take(composed, sheet(47))).version, 2);

  deepStrictEqual(await listed(daemon), [composed]);
});

test('the lock and temporary files of spreadsheet programs are no sheets', async (t) => {
  const daemon = await startDaemon(t);
  const others = [
    '~$抽检.csv', '~$抽检.xlsx', '.~抽检.csv', '.~lock.抽检.csv#', 'lu12x.tmp', '~WRL0001.tmp',
    'A1B2C3D4.tmp', '抽检.csv.part', '抽检.csv.crdownload', '抽检.csv~', '.抽检.csv.swp', 'Thumbs.db',
    'desktop.ini', '抽检.csv.回执.txt',
  ];
  others.forEach((name) => drop(daemon.inbox, name, sheet(1)));

  await daemon.take('抽检.csv', sheet(48));

  deepStrictEqual(await listed(daemon), ['抽检.csv']);
});

test('a link within the inbox is followed, one that leaves it is not', async (t) => {
  const daemon = await startDaemon(t);
  drop(daemon.root, 'outside/秘密.csv', sheet(1));
  fs.symlinkSync('../outside', fileIn(daemon, '外面'));
  fs.symlinkSync('../outside/秘密.csv', fileIn(daemon, '外.csv'));
  fs.symlinkSync('没有.csv', fileIn(daemon, '断.csv'));
  fs.symlinkSync('圈.csv', fileIn(daemon, '圈.csv'));
  const bytes = drop(daemon.inbox, '.存放/抽检.csv', sheet(48));

  fs.symlinkSync('.存放/抽检.csv', fileIn(daemon, '里.csv'));

  strictEqual((await daemon.settled('里.csv', bytes)).state, 'taken');
  deepStrictEqual(await listed(daemon), ['里.csv']);
  strictEqual(await passed(daemon), 48);
});

test('an inbox that is removed and made again goes on', async (t) => {
  const daemon = await startDaemon(t, { args: ['--withdraw-after-s', '0'] });
  const bytes = daemon.drop('抽检.csv', sheet(48));
  await daemon.settled('抽检.csv', bytes);

  fs.rmSync(daemon.inbox, { recursive: true });
  await daemon.shows('the loss', (board) => board.inbox.available === false);
  fs.mkdirSync(daemon.inbox);
  await told(daemon, /most files of the inbox vanished|收件夹里的大部分文件/);
  strictEqual(await passed(daemon), 48);

  daemon.drop('抽检.csv', bytes);
  await daemon.shows('the return', (board) => board.inbox.available === true);
  strictEqual((await daemon.take('抽检.csv', sheet(47))).version, 2, 'the new folder is watched');
});

test('an inbox that is unmounted withdraws nothing, and goes on when it is back', { skip: !IS_ROOT && 'needs root' }, async (t) => {
  const root = temporaryFolder(t);
  const inbox = path.join(root, 'inbox');
  const kept = path.join(root, 'kept');
  const mount = (...args) => execFileSync('mount', args, { stdio: 'pipe' });
  fs.mkdirSync(inbox);
  fs.mkdirSync(kept);
  mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', kept);
  atEnd(t, () => execFileSync('umount', [kept]));
  mount('--bind', kept, inbox);
  let isMounted = true;
  const unmount = () => isMounted && execFileSync('umount', ['-l', inbox]);
  atEnd(t, unmount);
  const daemon = await startDaemon(t, { root, args: ['--withdraw-after-s', '0'] });
  await daemon.take('抽检.csv', sheet(48));

  unmount();
  isMounted = false;
  await daemon.shows('the loss', (board) => board.inbox.available === false);
  strictEqual(await passed(daemon), 48);
  mount('--bind', kept, inbox);
  isMounted = true;

  await daemon.shows('the return', (board) => board.inbox.available === true);
  strictEqual((await daemon.take('抽检.csv', sheet(47))).version, 2);
});

test('without watches of the kernel the scans find all, and the log says so', async (t) => {
  /* The limit is that of a user namespace: nobody else's is touched. */
  const limit = 'echo 1 >/proc/sys/user/max_inotify_watches && exec "$@"';
  const daemon = await startDaemon(t, {
    wrap: ['unshare', '--user', '--map-root-user', 'sh', '-c', limit, 'sh'],
    args: ['--rescan-ms', '200'],
  });
  await daemon.take('抽检.csv', sheet(48));

  await daemon.take('西镇/抽检.csv', '指标,时期,抽检数,合格数\n食品抽检合格率,2017-09,50,49\n');

  match(daemon.log(), /event=watch_polls .*max_user_watches/);
  strictEqual((await daemon.take('抽检.csv', sheet(47))).version, 2);
});

test('by polling alone a copy that pauses is taken once, when it is whole', async (t) => {
  const daemon = await startDaemon(t, { args: ['--polling', '--rescan-ms', '200'] });
  const bytes = Buffer.from(`${sheet(48)}药品抽检合格率,2017-09,东镇,30,30\n`);
  const file = fs.openSync(fileIn(daemon, '抽检.csv'), 'w');
  for (let at = 0; at < bytes.length; at += 20) {
    fs.writeSync(file, bytes.subarray(at, at + 20));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  fs.closeSync(file);

  strictEqual((await daemon.settled('抽检.csv', bytes)).version, 1);
  const other = drop(daemon.root, 'x.csv', sheet(47));
  fs.renameSync(path.join(daemon.root, 'x.csv'), fileIn(daemon, '抽检.csv'));
  strictEqual((await daemon.settled('抽检.csv', other)).version, 2);
});
