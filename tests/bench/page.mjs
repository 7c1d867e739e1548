// SPDX-License-Identifier: MIT
// scripts/bench page [--updates N]   what an update costs the browser, script to paint, on a board of 200
/*
 * The wall's overview at 1920 x 1080 in Chromium, on a board of 200 indicators that the daemon
 * made. Each update is one patch of the daemon's encoder. Its frame is what the page's main
 * thread does for it: taking the message, and the frame after it with script, style, layout,
 * pre-paint, paint and commit; where a further frame before the next update (a chart has one of
 * its own) costs more than that, it counts instead. It is read from the browser's own trace in
 * processor time, so that what else the machine does hardly counts. The first frame is measured by
 * the clock as well.
 */
import process from 'node:process';

import { chromium } from '../web/node_modules/playwright-core/index.mjs';
import { launch } from '../web/launch.mjs';
import { recordDaemon, startReplay } from '../web/recording.mjs';

const FRAME_MS = 16;
const CATEGORIES = ['devtools.timeline', 'toplevel', 'blink.user_timing'];
const PAGES = ['overview', 'rates', 'campaign', 'targets'];
const updates = Number(process.argv[process.argv.indexOf('--updates') + 1]) || 300;
const rounds = 5;

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/* The trace of what happens while `act` runs. */
async function traced(client, act) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  client.on('Tracing.dataCollected', collect);
  const complete = new Promise((done) => client.once('Tracing.tracingComplete', done));
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } });
  await act();
  await client.send('Tracing.end');
  await complete;
  client.off('Tracing.dataCollected', collect);
  return events;
}

/* The page's main thread: the one that ran our marks. */
function tasksOf(events) {
  const mark = events.find((event) => event.name === 'update-taken');
  const own = events.filter((event) => event.pid === mark.pid && event.tid === mark.tid && event.ph === 'X');
  const tasks = own.filter((event) => /RunTask$/.test(event.name)).sort((a, b) => a.ts - b.ts);
  const marks = events.filter((event) => event.name === 'update-taken').map((event) => event.ts).sort((a, b) => a - b);
  const paints = own.filter((event) => /^(Commit|Paint)$/.test(event.name)).map((event) => event.ts).sort((a, b) => a - b);
  return { tasks, marks, paints };
}

/* What each update cost: its costliest frame. The first holds the task that took it, and the others until it was painted. */
function costs(events) {
  const { tasks, marks, paints } = tasksOf(events);
  return marks.map((at, index) => {
    const until = marks[index + 1] ?? Infinity;
    const frames = framesOf(tasks.filter((task) => task.ts + task.dur >= at && task.ts <= until), at, paints);
    const first = frames[0] ?? [];
    return { cpu: Math.max(...frames.map((frame) => sum(frame, 'tdur'))) / 1000, wall: sum(first, 'dur') / 1000 };
  });
}

/* The tasks from `at` on by the frame that they belong to: each ends with the task that paints. */
function framesOf(tasks, at, paints) {
  const frames = [[]];
  for (const task of tasks) {
    frames[frames.length - 1].push(task);
    if (paints.some((ts) => ts > at && ts >= task.ts && ts <= task.ts + task.dur)) frames.push([]);
  }
  return frames;
}

function sum(tasks, name) {
  return tasks.reduce((total, task) => total + (task[name] ?? task.dur), 0);
}

/* Marks in the trace when a message has come: this runs before the page's own listener. */
function markMessages() {
  const RealSocket = window.WebSocket;
  window.WebSocket = function WebSocket(url, protocol) {
    const socket = new RealSocket(url, protocol);
    socket.addEventListener('message', () => { performance.mark('update-taken'); performance.clearMarks(); });
    return socket;
  };
}

const endings = [];
const recording = await recordDaemon({ after: (end) => endings.push(end) }, { indicators: 200, saves: 30 });
const replay = await startReplay(recording);
const browser = await chromium.launch(launch);
let isMissed = false;
for (const name of PAGES) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.addInitScript(markMessages);
  await page.goto(`${replay.url}/wall/${name}`);
  await page.waitForSelector('.page');
  const client = await page.context().newCDPSession(page);
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const events = await traced(client, async () => {
      for (let at = 0; at < updates / rounds / PAGES.length; at++) {
        replay.play(1);
        await page.waitForTimeout(60 + (at % 5) * 7);
      }
      await page.waitForTimeout(300);
    });
    found.push(costs(events));
  }
  const cpu = found.map((round) => quantile(round.map((one) => one.cpu), 0.95)).sort((a, b) => a - b);
  const all = found.flat();
  const p95 = quantile(all.map((one) => one.cpu), 0.95);
  const isOk = p95 <= FRAME_MS;
  isMissed ||= !isOk;
  process.stdout.write(`${name}: frame of an update, 95th percentile of ${all.length}: ${p95.toFixed(1)} ms of processor time `
    + `(rounds ${cpu.map((ms) => ms.toFixed(1)).join(' ')}), at most ${FRAME_MS}: ${isOk ? 'ok' : 'MISSED'}; `
    + `median ${quantile(all.map((one) => one.cpu), 0.5).toFixed(1)} ms; by the clock ${quantile(all.map((one) => one.wall), 0.5).toFixed(1)} and ${quantile(all.map((one) => one.wall), 0.95).toFixed(1)} ms\n`);
  await page.close();
}
await browser.close();
await replay.stop();
for (const end of endings.reverse()) await end();
process.exit(isMissed ? 1 : 0);
