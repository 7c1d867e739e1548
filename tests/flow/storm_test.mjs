// SPDX-License-Identifier: MIT
/*
 * Many come at once: all pages after a restart of the daemon, and more than it has descriptors
 * for. `scripts/soak push` does it with 2000 pages (STORM_PAGES).
 */
import { ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { atEnd, startDaemon } from './lib/daemon.mjs';
import { createFollower, followTo } from './lib/follower.mjs';
import { pageMaker } from './lib/page.mjs';
import { connectPush } from './lib/push.mjs';
import { until } from './lib/wait.mjs';

const PAGES = Number(process.env.STORM_PAGES ?? 200);
const BACK_MS = 90000;
const SHEET = '指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017,东镇,50,48\n';

test(`${PAGES} pages are all back after the daemon was killed`, async (t) => {
  const first = await startDaemon(t);
  await first.take('抽检.csv', SHEET);
  const makePage = await pageMaker(t, first.url);
  const pages = Array.from({ length: PAGES }, (_, index) => makePage(`${index}`));
  atEnd(t, () => pages.forEach((page) => page.stop()));
  const count = (holds) => pages.filter(holds).length;
  await until(() => `${count((page) => page.isLive())} pages`,
    () => count((page) => page.isLive()) === PAGES, BACK_MS);

  await first.kill();
  await until('the pages to notice', () => count((page) => page.isLive()) === 0, BACK_MS);
  const again = await startDaemon(t, {
    root: first.root, args: ['--listen', new URL(first.url).host],
  });
  await again.isReady();
  await again.take('快检.csv', SHEET.replace('2017', '2016'));
  const { run, seq } = await again.board();
  const isBack = (page) => page.isLive() && page.has.run === run && page.has.seq === seq;

  await until(() => `${count(isBack)} of ${PAGES} pages back`,
    () => count(isBack) === PAGES, BACK_MS);
  t.diagnostic(`at most ${Math.max(...pages.map((page) => page.attempts))} attempts a page`);
});

/* Sockets that say nothing; those that the daemon closed are counted. */
function crowd(t, url, size) {
  const { hostname, port } = new URL(url);
  const all = { closed: 0, sockets: [] };
  for (let i = 0; i < size; i += 1) {
    const socket = net.connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('close', () => (all.closed += 1));
    all.sockets.push(socket);
  }
  atEnd(t, () => all.sockets.forEach((socket) => socket.destroy()));
  return all;
}

/* User and system time in 10 ms. */
function processorTicks(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

test('at its limit of descriptors it goes on, does not spin, and recovers', async (t) => {
  const daemon = await startDaemon(t, { wrap: ['prlimit', '--nofile=128:128'] });
  const wall = await connectPush(daemon.url);
  const follower = createFollower();
  await daemon.take('抽检.csv', SHEET);
  const { run, seq } = await daemon.board();
  await followTo(follower, wall, { run, seq });

  const many = crowd(t, daemon.url, 300);
  await until(() => `${many.closed} refused`, () => many.closed >= 200);
  const before = processorTicks(daemon.pid);
  daemon.drop('快检.csv', SHEET.replace('2017', '2016'));
  await followTo(follower, wall, { run, seq: seq + 1 });
  await wait(1000);

  ok(processorTicks(daemon.pid) - before < 50, 'half a second of one second was used');
  ok(daemon.log().match(/event=refused/g).length <= 4, daemon.log());
  strictEqual(fs.existsSync(`/proc/${daemon.pid}`), true);
  many.sockets.forEach((socket) => socket.destroy());
  const next = await until('a place for a new wall', () => connectPush(daemon.url));
  strictEqual((await next.next()).type, 'snapshot');
  await next.close();
  await wall.close();
});
