// SPDX-License-Identifier: MIT
// scripts/bench intake [--rounds 5] [--rows 1000000]    what reading and loading a sheet costs
/*
 * A sheet of a million rows (105 MB: 40 indicators of 20 places, each reported by ten departments,
 * over ten years of months) and its GBK twin, read and loaded by the code of the daemon, one
 * measurement a process and in turn; CPU time, each figure the median of the rounds. Memory and
 * the stalls of the loop are those of the real daemon. What a sheet costs depends on how many
 * figures a board has to show of it, so one of as many rows with 50,000 figures, which no wall
 * could show, is measured beside it. Takes some minutes and 2 GB of /tmp.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { createReport, median, medianRatio } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { CHANGES, makeGbk, makeSheet, makeSmallSheets } from './lib/sheets.mjs';
import { startDaemon } from '../flow/lib/daemon.mjs';
import { deferred, until } from '../flow/lib/wait.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(TOP, 'build/tests/bench/bench_intake');
const SHAPE = { indicators: 40, departments: 10 };
const WIDE = { indicators: 2500, departments: 1 };
const SMALL = { sheets: 41, rows: 200, indicators: 10 };

const options = readOptions({ rounds: 5, rows: 1000000 });
const report = createReport();
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'plumb-intake-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

/* ---- one measurement ------------------------------------------------------------------------- */

/* A measurement of the program: for each line, CPU and wall milliseconds and peak kB. */
function run(...args) {
  const text = execFileSync(PROGRAM, args, { encoding: 'utf8' });
  return text.trim().split('\n').map((line) => {
    const [cpu, wall, peak] = line.split(' ').map(Number);
    return { cpu, wall, peak };
  });
}

const cpuOf = (...args) => run(...args)[0].cpu;

/* Does it in a folder of its own. */
function inFolder(work) {
  const folder = fs.mkdtempSync(path.join(root, 'run-'));
  try {
    return work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/* Drops sheets one after the other under one name, or each under its own: the measurements. */
function load(sheets, nameOf = () => '抽检.csv') {
  return inFolder((folder) => run('load', path.join(folder, 'inbox'), path.join(folder, 'state'),
    ...sheets.map((sheet) => `${sheet}=${nameOf(sheet)}`)).slice(1));
}

/* What `sqlite3 .import` costs, of the file or of what a command writes. */
function importCpu(file, command) {
  return inFolder((folder) => {
    const times = path.join(folder, 'times');
    const source = command ? `|${command}` : file;
    const script = [
      "TIMEFORMAT='%U %S'",
      `{ time sqlite3 "$DATABASE" -cmd '.mode csv' ".import '$SOURCE' sheet"; } 2>"$TIMES"`,
    ].join('; ');
    execFileSync('bash', ['-c', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DATABASE: path.join(folder, 'import.db'), SOURCE: source, TIMES: times },
    });
    const [user, system] = fs.readFileSync(times, 'utf8').trim().split(' ').map(Number);
    return (user + system) * 1000;
  });
}

/* ---- reading and loading --------------------------------------------------------------------- */

function makeAll() {
  const size = { rows: options.rows, ...SHAPE };
  const base = makeSheet(root, 'whole.csv', size);
  const quoted = makeSheet(root, 'quoted.csv', size, 'quoted');
  return {
    base,
    quoted,
    wide: makeSheet(root, 'wide.csv', { rows: options.rows, ...WIDE }),
    gbk: makeGbk(root, 'whole-gbk.csv', base),
    changes: CHANGES.map((change) => makeSheet(root, `${change}.csv`, size, change)),
    small: makeSmallSheets(root, SMALL.sheets, SMALL),
  };
}

function measureRound(sheets) {
  const [whole, ...changes] = load([sheets.base, ...sheets.changes]);
  const small = load(sheets.small, (sheet) => path.basename(sheet));
  return {
    scan: cpuOf('scan', sheets.base),
    scanGbk: cpuOf('scan', sheets.gbk),
    scanQuoted: cpuOf('scan', sheets.quoted),
    parse: cpuOf('parse', sheets.base),
    parseQuoted: cpuOf('parse', sheets.quoted),
    read: cpuOf('read', sheets.base),
    readGbk: cpuOf('read', sheets.gbk),
    floor: inFolder((folder) => cpuOf('floor', sheets.base, path.join(folder, 'floor.db'))),
    whole: whole.cpu,
    wholeGbk: load([sheets.gbk])[0].cpu,
    wide: load([sheets.wide])[0].cpu,
    imported: importCpu(sheets.base),
    importedGbk: importCpu(sheets.gbk, `iconv -f GBK -t UTF-8 ${sheets.gbk}`),
    small: median(small.map(({ wall }) => wall)),
    smallCpu: median(small.map(({ cpu }) => cpu)),
    ...Object.fromEntries(CHANGES.map((change, i) => [change, changes[i].cpu])),
  };
}

function tellReading(of) {
  report.note(`medians: ${Object.entries(of)
    .map(([name, values]) => `${name} ${median(values).toPrecision(3)} ms`).join(', ')}`);
  report.atMost('parsing / a plain newline scan', medianRatio(of.parse, of.scan), 2.6);
  report.atMost('parsing with every cell quoted / a plain newline scan of it',
    medianRatio(of.parseQuoted, of.scanQuoted), 2.6);
  report.atMost('decoding, parsing and hashing UTF-8 / a scan', medianRatio(of.read, of.scan), 8);
  report.atMost('decoding, parsing and hashing GBK / a scan', medianRatio(of.readGbk, of.scanGbk), 8);
}

function tellLoading(of) {
  report.atMost('the whole load / binding, inserting, committing the same rows',
    medianRatio(of.whole, of.floor), 1.3);
  report.note(`the whole load of 50,000 figures / binding, inserting, committing the same rows: ${
    medianRatio(of.wide, of.floor).toPrecision(3)}`);
  report.atMost('the whole load / sqlite3 .import', medianRatio(of.whole, of.imported), 0.65);
  report.atMost('the whole load of GBK / iconv piped into sqlite3 .import',
    medianRatio(of.wholeGbk, of.importedGbk), 0.6);
  for (const change of CHANGES) {
    report.atMost(`ten rows changed (${change}) / the whole load`,
      medianRatio(of[change], of.whole), 0.2);
  }
  report.atMost(`a sheet of ${SMALL.rows} rows, from complete to committed`, median(of.small), 1, ' ms');
}

/* ---- the daemon ------------------------------------------------------------------------------ */

/* Kilobytes of that line of /proc/PID/status. */
function memoryKb(pid, line) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(status)[1]);
}

/* Asks for /healthz again and again, at least 1 ms apart. `stop` gives the longest time until an
 * answer, in ms. */
function startPinging(url) {
  const { hostname, port } = new URL(url);
  const over = deferred();
  let longest = 0;
  let isOver = false;
  const connect = () => {
    const socket = net.connect(Number(port), hostname).setNoDelay(true);
    let sent = 0;
    const ask = () => {
      sent = performance.now();
      socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    };
    socket.on('connect', ask);
    socket.on('error', () => {}); /* the daemon ends a connection after so many requests */
    socket.on('close', () => (isOver ? over.resolve() : connect()));
    socket.on('data', () => {
      longest = Math.max(longest, performance.now() - sent);
      setTimeout(() => (isOver ? socket.destroy() : ask()), 1);
    });
  };
  connect();
  return {
    async stop() {
      isOver = true;
      await over.promise;
      return longest;
    },
  };
}

/* The daemon takes the sheet: kB over idle, the longest stall, and one of an idle daemon. */
async function measureDaemon(sheet) {
  const endings = [];
  const folder = fs.mkdtempSync(path.join(root, 'daemon-'));
  const daemon = await startDaemon({ after: (end) => endings.push(end) }, { root: folder });
  try {
    await daemon.isReady();
    const before = startPinging(daemon.url);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const quiet = await before.stop();
    const copy = path.join(folder, 'copy.csv');
    fs.copyFileSync(sheet, copy);
    fs.writeFileSync(`/proc/${daemon.pid}/clear_refs`, '5'); /* the peak begins anew */
    const idle = memoryKb(daemon.pid, 'VmRSS');
    const pings = startPinging(daemon.url);
    fs.renameSync(copy, path.join(daemon.inbox, '抽检.csv'));
    await until('the load', async () => /^event=drop_\S+ file="抽检/m.test(daemon.log()), 300000);
    const stall = await pings.stop();
    return { stall, quiet, peakMb: (memoryKb(daemon.pid, 'VmHWM') - idle) / 1024 };
  } finally {
    for (const end of endings) {
      await end();
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function tellDaemon(sheet) {
  const rounds = [];
  for (let round = 0; round < options.rounds; round += 1) {
    rounds.push(await measureDaemon(sheet));
  }
  const of = (name) => median(rounds.map((round) => round[name]));
  report.atMost('peak memory of the load over idle', of('peakMb'), 64, ' MB');
  report.atMost(`longest stall of the loop during it (idle: ${of('quiet').toPrecision(2)} ms)`,
    of('stall'), 10, ' ms');
}

/* ---------------------------------------------------------------------------------------------- */

const sheets = makeAll();
const rounds = [];
for (let round = 0; round < options.rounds; round += 1) {
  rounds.push(measureRound(sheets));
}
const of = Object.fromEntries(
  Object.keys(rounds[0]).map((name) => [name, rounds.map((round) => round[name])]));
tellReading(of);
tellLoading(of);
await tellDaemon(sheets.base);
report.end();
