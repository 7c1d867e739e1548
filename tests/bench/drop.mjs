// SPDX-License-Identifier: MIT
// scripts/bench drop [--rounds 40] [--changes 100] [--loads 3] [--rows 1000000]   from a closed file to the eye, and beside a large load
/*
 * The way of a sheet: closed by its writer or renamed into place, quiet for the settle time,
 * committed (synchronous=FULL), received by a display, painted by Chromium.
 *
 * "Closed" is the moment just before close() or rename() is called. "Received" is when a WebSocket
 * client has read the delta whole. "Painted" is the first task after the frame in which the
 * figure's text changed: style, layout and paint of that frame are behind it, and so is the wait
 * for it. "Complete" is what the receipt calls seen_at: the file has settled and enters the queue.
 * The receipt cuts that to a whole millisecond, so half of one is added: it is late as often as early.
 * Inbox and state lie in a temporary folder: TMPDIR chooses the disk whose syncs count. 0 rounds,
 * changes or loads leave that part out.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';

import { BINARY, startDaemon } from '../flow/lib/daemon.mjs';
import { connectPush } from '../flow/lib/push.mjs';
import { launch } from '../web/launch.mjs';
import { createReport, median } from './lib/figures.mjs';
import { startProgram } from './lib/lines.mjs';
import { readOptions } from './lib/options.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const CLIENTS = path.join(TOP, 'build/tests/bench/drop_clients');
const PLACE = '东镇';
const SMALL = '小表.csv';
const LARGE = '大表.csv';
const WATCHED = `${PLACE}/看的合格率`;
const HEADER = '指标,时期,地区,部门,抽检数,合格数\n';
const PUSH_MS = 20;
const CUT_MS = 0.5; /* what a time in a receipt lacks on average */

const options = readOptions({ rounds: 40, changes: 100, loads: 3, rows: 1000000 });
const report = createReport();
const settleMs = defaultSettleMs();
const endings = [];
const scope = { after: (end) => endings.push(end) };

function defaultSettleMs() {
  const help = execFileSync(BINARY, ['serve', '--help'], { encoding: 'utf8' });
  return Number(/--settle-ms MS[^-]*\((\d+)\)/.exec(help)[1]);
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const ms = (value) => `${value.toFixed(1)} ms`;
const spread = (values) => `p50 ${ms(median(values))}, p99 ${ms(percentile(values, 0.99))}`;

/* ---- sheets -------------------------------------------------------------------------------- */

/* Rows of rates, each of its own key; `passed` says how many of 50 passed in row i. */
function rates(rows, passed, figure) {
  const lines = [HEADER];
  for (let i = 0; i < rows; i += 1) {
    const period = `2017-${String(1 + (Math.floor(i / 20) % 12)).padStart(2, '0')}`;
    lines.push(`${figure}${i % 20}合格率,${period},${PLACE},第${Math.floor(i / 240)}所,50,${passed(i)}\n`);
  }
  return lines.join('');
}

/* 200 rows, of which the first is the one that a person looks at: its figure says the round. */
function watched(round) {
  const rest = rates(199, (i) => 40 + (i % 11), '样');
  return `${rest}看的合格率,2017-09,${PLACE},,1000,${500 + round}\n`;
}
const watchedText = (round) => `${(500 + round) / 10}%`;

/* About 100 KB. Each round changes 5 % of the rows of the one before: one group of 20. */
const CHANGING_ROWS = 2300;
function changing(round) {
  return rates(CHANGING_ROWS, (i) => 30 + (Math.floor((round + 20 - (i % 20)) / 20) % 19), '品');
}

/* Written in pieces, since a string of its size would be slow to join. */
function writeLarge(file, rows) {
  const descriptor = fs.openSync(file, 'w');
  fs.writeSync(descriptor, HEADER);
  let lines = [];
  for (let i = 0; i < rows; i += 1) {
    const figure = `大宗消费品质量监督抽查${i % 20}合格率`;
    const place = `第${Math.floor(i / 20) % 20}街道`;
    const period = `2017-${String(1 + (Math.floor(i / 400) % 12)).padStart(2, '0')}`;
    lines.push(`${figure},${period},${place},第${Math.floor(i / 4800)}监督检验所,50,${40 + (i % 11)}\n`);
    if (lines.length === 20000 || i === rows - 1) {
      fs.writeSync(descriptor, lines.join(''));
      lines = [];
    }
  }
  fs.closeSync(descriptor);
}

/* ---- the folder ---------------------------------------------------------------------------- */

/* Each puts the content in place and gives the moment just before that was done. */
const ways = {
  closed(daemon, name, content) {
    const descriptor = fs.openSync(path.join(daemon.inbox, name), 'w');
    fs.writeSync(descriptor, content);
    const moment = now();
    fs.closeSync(descriptor);
    return moment;
  },
  renamed(daemon, name, content) {
    const aside = path.join(daemon.root, 'aside');
    fs.writeFileSync(aside, content);
    const moment = now();
    fs.renameSync(aside, path.join(daemon.inbox, name));
    return moment;
  },
};

/* Milliseconds since 1970 with fractions, of the clock that other processes have too. */
function now() {
  return performance.timeOrigin + performance.now() + clockDrift;
}

/* performance.timeOrigin does not follow a wall clock that is corrected; Date.now() does. */
let clockDrift = 0;
function alignClock() {
  let least = Infinity;
  for (let i = 0; i < 2000; i += 1) {
    const at = performance.timeOrigin + performance.now();
    const wall = Date.now();
    least = Math.min(least, at - wall);
  }
  clockDrift = -least;
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/* The next delta in which a member of the board with this key changed, and when it came. */
async function nextChange(push, key) {
  for (;;) {
    const message = await push.next();
    if (message.type === 'delta' && message.patch.indicators?.[key]) {
      return { at: now(), seq: message.seq };
    }
  }
}

/* ---- the page ------------------------------------------------------------------------------ */

/* Runs in the page: window.painted becomes the moment at which the figure was painted. */
function watchPaint(wanted) {
  const channel = new MessageChannel();
  const shows = () => [...document.querySelectorAll('.row-figure, .hero-figure')]
    .some((element) => element.offsetParent !== null && element.textContent.startsWith(wanted));
  window.painted = new Promise((resolve) => {
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve(performance.timeOrigin + performance.now());
    };
    const observer = new MutationObserver(() => {
      if (shows()) {
        observer.disconnect();
        channel.port2.postMessage(0); /* a task: it comes after the frame under way */
      }
    });
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
  });
}

async function openPage(daemon) {
  const webTests = path.join(TOP, 'tests/web');
  if (!fs.existsSync(path.join(webTests, 'node_modules/playwright-core'))) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: webTests, stdio: 'inherit',
    });
  }
  const require = createRequire(new URL('../web/package.json', import.meta.url));
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch(launch);
  endings.push(() => browser.close());
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await page.goto(`${daemon.url}wall/overview?place=${encodeURIComponent(PLACE)}`);
  await page.waitForSelector('.row-figure, .hero-figure', { state: 'visible' });
  return page;
}

/* The page's clock less ours, the nearest of several answers. */
async function clockOffset(page) {
  let best = { took: Infinity, offset: 0 };
  for (let i = 0; i < 30; i += 1) {
    const before = now();
    const theirs = await page.evaluate(() => performance.timeOrigin + performance.now());
    const took = now() - before;
    if (took < best.took) {
      best = { took, offset: theirs - before - took / 2 };
    }
  }
  return best.offset;
}

/* ---- what is measured ---------------------------------------------------------------------- */

async function toTheEye(daemon) {
  const push = await connectPush(daemon.url);
  await daemon.take(SMALL, watched(0));
  await nextChange(push, WATCHED);
  const page = await openPage(daemon);
  const received = { closed: [], renamed: [] };
  const painted = { closed: [], renamed: [] };
  const floor = [];
  for (let round = 1; round <= 2 * options.rounds; round += 1) {
    const way = round % 2 ? 'closed' : 'renamed';
    await pause((round * 37) % 100);
    floor.push(await floorMs(daemon.root, settleMs));
    await page.evaluate(watchPaint, watchedText(round));
    const offset = await clockOffset(page);
    const content = watched(round);
    const start = ways[way](daemon, SMALL, content);
    received[way].push((await nextChange(push, WATCHED)).at - start);
    painted[way].push((await page.evaluate(() => window.painted)) - offset - start);
  }
  report.note(`a timer of ${settleMs} ms and a sync of 32 KB, in the same rounds: ${spread(floor)}`);
  for (const way of ['closed', 'renamed']) {
    report.note(`200 rows, ${way}: received ${spread(received[way])}; painted ${spread(painted[way])}`);
    report.atMost(`200 rows ${way} to received, median (settle ${settleMs} + 5)`,
      median(received[way]), settleMs + 5, ' ms');
    report.atMost(`200 rows ${way} to painted, median (settle ${settleMs} + 40)`,
      median(painted[way]), settleMs + 40, ' ms');
  }
  await page.close();
  await push.close();
}

/* A sheet of 100 KB, from complete to the last of 100 displays. */
async function toTheLast(daemon) {
  const clients = startProgram(CLIENTS, [new URL(daemon.url).port, 100]);
  await clients.expect('ready');
  const sizes = Math.round(Buffer.byteLength(changing(0)) / 1024);
  await daemon.take('百.csv', changing(0));
  const took = [];
  const { seq } = await daemon.board();
  let next = seq;
  for (let [first] = await clients.expect('delta'); first < next; [first] = await clients.expect('delta')) {
    /* what was published before */
  }
  for (let round = 1; round <= options.changes; round += 1) {
    await pause(20);
    ways.closed(daemon, '百.csv', changing(round));
    const [delta, , lastUs] = await clients.expect('delta');
    next = delta;
    const receipt = await daemon.receipt('百.csv');
    if (receipt.rows.changed !== CHANGING_ROWS / 20 || receipt.version !== round + 1) {
      throw new Error(`not the change that was meant: ${JSON.stringify(receipt).slice(0, 300)}`);
    }
    took.push(lastUs / 1000 - (Date.parse(receipt.seen_at) + CUT_MS));
  }
  await clients.end();
  report.note(`a sheet of ${sizes} KB, 5 % of its rows changed, complete to the last of 100: ${spread(took)}`);
  report.atMost('100 KB, 5 % changed, complete to the last of 100 displays, p50', median(took), 4, ' ms');
  report.atMost('100 KB, 5 % changed, complete to the last of 100 displays, p99',
    percentile(took, 0.99), 10, ' ms');
}

/* What the machine itself takes for a wait of a drop, and nothing else: for a timer of so many
 * milliseconds, and a sync of 32 KB. */
async function floorMs(folder, timer) {
  const descriptor = fs.openSync(path.join(folder, 'floor'), 'w');
  fs.writeSync(descriptor, Buffer.alloc(32768, 1));
  const start = performance.now();
  await (timer && pause(timer));
  fs.fdatasyncSync(descriptor);
  fs.closeSync(descriptor);
  return performance.now() - start;
}

/* The next delta of the small sheet after that board: its number, and when the last display had
 * read it. Displays that came late may be given an older snapshot, and what came after it. */
async function nextSmall(clients, after) {
  for (;;) {
    const [seq, , lastUs] = await clients.expect('delta');
    if (seq > after) {
      return { seq, at: lastUs / 1000 };
    }
  }
}

/* The number of the board that is shown. */
async function shownSeq(daemon) {
  const { headers } = await daemon.request('api/board', { method: 'HEAD' });
  return Number(/-(\d+)"$/.exec(headers.etag)[1]);
}

/* How long /healthz takes, asked all the time until the work is done. */
async function askMeanwhile(daemon, work) {
  const answers = [];
  let isDone = false;
  const asking = (async () => {
    while (!isDone) {
      const start = performance.now();
      await daemon.request('healthz');
      answers.push(performance.now() - start);
      await pause(10);
    }
  })();
  const result = await work.finally(() => { isDone = true; });
  await asking;
  return { result, answers };
}

/* A small sheet is dropped again and again while a large one is loaded beside it, and some times
 * more. */
async function dropBeside(daemon, clients, load) {
  const steps = [];
  let seq = await shownSeq(daemon);
  for (let round = 0, isLoaded = false; !isLoaded || round < 30; round += 1) {
    const content = watched(101 * load + (round % 100));
    let at = 0;
    ways.closed(daemon, SMALL, content);
    ({ seq, at } = await nextSmall(clients, seq));
    const receipt = await daemon.receipt(SMALL);
    const seen = Date.parse(receipt.seen_at);
    const began = Date.parse(receipt.taken_at) - receipt.took_ms;
    steps.push({
      turn: Math.max(0, began - seen),
      own: at - Math.max(seen, began),
      floor: await floorMs(daemon.root, 0),
    });
    isLoaded ||= (await daemon.receipt(LARGE).catch(() => null))?.version === load;
  }
  return steps;
}

async function besideALoad(daemon, load) {
  const clients = startProgram(CLIENTS, [new URL(daemon.url).port, 10, `"${WATCHED}"`]);
  await clients.expect('ready');
  const staged = path.join(daemon.root, 'large');
  writeLarge(staged, options.rows);
  fs.appendFileSync(staged, `大宗消费品质量监督抽查0合格率,2017-12,第0街道,第${load}回,50,${load}\n`);
  fs.renameSync(staged, path.join(daemon.inbox, LARGE));
  const { result, answers } = await askMeanwhile(daemon, dropBeside(daemon, clients, load));
  await clients.end();
  const { took_ms: tookMs } = await daemon.receipt(LARGE);
  report.note(`load ${load}: ${options.rows} rows in ${tookMs} ms; ${result.length} small sheets beside it, the longest turn in the queue ${ms(Math.max(...result.map(({ turn }) => turn)))}`);
  return { steps: result, answers };
}

async function loads(daemon) {
  const steps = [];
  const answers = [];
  await daemon.take(SMALL, watched(0));
  for (let load = 1; load <= options.loads; load += 1) {
    const result = await besideALoad(daemon, load);
    steps.push(...result.steps);
    answers.push(...result.answers);
  }
  const own = steps.map((step) => step.own);
  report.note(`a small sheet beside a load: its turn ${spread(steps.map((step) => step.turn))}; from there to the last of 10 displays ${spread(own)}`);
  report.note(`a sync of 32 KB, in the same rounds: ${spread(steps.map((step) => step.floor))}`);
  report.note('a load that runs is one transaction, and is not interrupted: a turn may be as long as it is');
  report.atMost('a small sheet beside a load, from its turn in the queue to received, p99',
    percentile(own, 0.99), PUSH_MS, ' ms');
  report.atMost('the daemon answers /healthz beside a load, p99', percentile(answers, 0.99), PUSH_MS, ' ms');
}

try {
  alignClock();
  report.atMost('the settle time of a local disk by default', settleMs, 100, ' ms');
  const daemon = await startDaemon(scope, { args: ['--settle-ms', `${settleMs}`, '--rescan-ms', '3000'] });
  await daemon.isReady();
  await (options.rounds > 0 && toTheEye(daemon));
  await (options.changes > 0 && toTheLast(daemon));
  await (options.loads > 0 && loads(daemon));
} finally {
  for (const end of endings.reverse()) {
    await end();
  }
}
report.end();
process.exit();
