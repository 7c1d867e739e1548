// SPDX-License-Identifier: MIT
// scripts/bench idle [--seconds 300] [--walls 10]   processor time, wakeups and memory of a daemon that nobody feeds
/*
 * The daemon on the demo sheets with its usual settings, and walls that are connected as the
 * pages are: a WebSocket that says hello and reads. After the sheets are taken nothing happens but
 * its scans of the folder and its ticks.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

import { BINARY, DEMO } from '../flow/lib/daemon.mjs';
import { json } from '../flow/lib/http.mjs';
import { connectPush } from '../flow/lib/push.mjs';
import { createReport } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';

const TICKS_A_SECOND = 100; /* of /proc/PID/stat */
const PAGES = ['overview', 'rates', 'campaign', 'targets'];

const options = readOptions({ seconds: 300, walls: 10 });
const report = createReport();

function statusOf(file, name) {
  const text = fs.readFileSync(file, 'utf8');
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/* User and system time in seconds, and how often a thread went to sleep by itself. */
function used(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return {
    seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    wakeups: threads
      .map((id) => statusOf(`/proc/${pid}/task/${id}/status`, 'voluntary_ctxt_switches'))
      .reduce((sum, count) => sum + count, 0),
  };
}

async function startDaemon(root) {
  fs.cpSync(DEMO, path.join(root, 'inbox'), { recursive: true });
  const child = spawn(
    BINARY,
    ['serve', '--inbox', path.join(root, 'inbox'), '--state', path.join(root, 'state'), '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  const url = await new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error(log)));
    child.stderr.on('data', (bytes) => {
      log += bytes;
      const match = /event=inbox_scanned/.test(log) && /event=ready\b.*?\burl=(\S+)/.exec(log);
      if (match) {
        resolve(match[1]);
      }
    });
  });
  return { child, url };
}

async function connectWall(url, index) {
  const wall = await connectPush(url);
  const read = () => wall.next().then(read, () => {});
  read();
  wall.send({ type: 'hello', display: `${index}`, screen: '1920x1080', page: PAGES[index % 4] });
  return wall;
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'plumb-idle-'));
const { child, url } = await startDaemon(root);
try {
  const walls = await Promise.all(
    Array.from({ length: options.walls }, (_, index) => connectWall(url, index)),
  );
  const { inbox } = await json(new URL('api/board', url));
  await wait(5000);
  const before = used(child.pid);
  await wait(options.seconds * 1000);
  const after = used(child.pid);
  const share = (100 * (after.seconds - before.seconds)) / options.seconds;
  report.note(`${inbox.taken + inbox.partial} sheets, ${options.walls} walls, ${options.seconds} s`);
  report.atMost('processor time, of one core', share, 0.1, ' %');
  report.atMost('resident memory', statusOf(`/proc/${child.pid}/status`, 'VmRSS') / 1024, 20, ' MB');
  report.note(`wakeups of all threads: ${((after.wakeups - before.wakeups) / options.seconds).toFixed(2)} a second`);
  walls.forEach((wall) => wall.close());
} finally {
  child.kill();
  await new Promise((resolve) => child.on('close', resolve));
  fs.rmSync(root, { recursive: true, force: true });
}
report.end();
