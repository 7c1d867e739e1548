// SPDX-License-Identifier: MIT
// scripts/bench push [--rounds 5] [--messages 100] [--clients 0: all] [--stuck-minutes 0.25]   what a delivery costs, memory of a client, what stuck clients cost the others
/*
 * The server has one core, all clients the other. Rounds of the servers alternate, and medians of
 * their ratios are told, so that a busy machine does not decide. A delivery's CPU is what the
 * server's process is charged and the softirqs of its core. The floor is one send() to each
 * socket and nothing else. Compression is not offered, so there is no figure for it.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { createReport, median, medianRatio } from './lib/figures.mjs';
import { startOnCore } from './lib/lines.mjs';
import { readOptions } from './lib/options.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(TOP, 'build/tests/bench/bench_push');
const WS_SERVER = path.join(TOP, 'tests/bench/push_ws.mjs');
const SERVER_CORE = 0;
const CLIENTS_CORE = 1;
const MESSAGE_BYTES = 1024;
const STUCK = { clients: 50, stalled: 50, interval: 5 };

const options = readOptions({ rounds: 5, messages: 100, clients: 0, 'stuck-minutes': 0.25 });
const report = createReport();

/* Seconds of interrupts on a core, which /proc/stat counts in 10 ms. */
function softirqSeconds(core) {
  const line = fs.readFileSync('/proc/stat', 'utf8').match(new RegExp(`^cpu${core} .*$`, 'm'))[0];
  const ticks = line.split(/\s+/).slice(1).map(Number);
  return (ticks[5] + ticks[6]) / 100;
}

/* Bytes that the kernel holds for each end of the sockets of a port: of the server, of clients. */
function kernelBytes(port) {
  const sum = (filter) => {
    const text = execFileSync('ss', ['-tmnH', filter], { encoding: 'utf8', maxBuffer: 1 << 26 });
    let bytes = 0;
    for (const [, r, f, w] of text.matchAll(/skmem:\(r(\d+),.*?,f(\d+),w(\d+),/g)) {
      bytes += Number(r) + Number(f) + Number(w);
    }
    return bytes;
  };
  return { server: sum(`sport = :${port}`), clients: sum(`dport = :${port}`) };
}

function startServer(kind, plan) {
  const words = [plan.clients, plan.messages, MESSAGE_BYTES, plan.interval, plan.stalled ?? 0];
  return kind === 'ws'
    ? startOnCore(SERVER_CORE, process.execPath, [WS_SERVER, ...words])
    : startOnCore(SERVER_CORE, PROGRAM, [kind, ...words]);
}

/* One life of a server: all clients connect, get all messages, and leave. */
async function measure(kind, plan) {
  const server = startServer(kind, plan);
  const [port] = await server.expect('port');
  const load = startOnCore(CLIENTS_CORE, PROGRAM, [
    'load', plan.clients, plan.messages, MESSAGE_BYTES, plan.interval, plan.stalled ?? 0, port,
  ]);
  const [connectUs] = await load.expect('ready');
  const softirq = softirqSeconds(SERVER_CORE);
  server.tell('go');
  const [, p99Us] = await load.expect('last');
  const [cpuUs, late = 0, turns = 0, emptyKb = 0, idleKb = 0, endKb = 0] =
    await server.expect('result');
  const ns = cpuUs * 1e3 + (softirqSeconds(SERVER_CORE) - softirq) * 1e9;
  const result = {
    connectMs: connectUs / 1e3,
    cpuNs: ns / (plan.clients * plan.messages),
    p99Us,
    late: turns ? (100 * late) / turns : 0,
    idleBytes: ((idleKb - emptyKb) * 1024) / (plan.clients + (plan.stalled ?? 0)),
    grownKb: endKb - idleKb,
  };
  if (plan.stalled) {
    result.kernel = kernelBytes(port);
    load.tell('wake');
    [, result.fresh] = await load.expect('woken');
  }
  await load.end();
  await server.end();
  return result;
}

/* Rounds of each kind in turn: by kind, lists of results. */
async function alternate(kinds, plan) {
  const results = Object.fromEntries(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const kind of kinds) {
      results[kind].push(await measure(kind, plan));
    }
  }
  return results;
}

const of = (results, measure) => results.map((result) => result[measure]);

/* Messages are as far apart as the clients' core needs to read them all. */
async function fan(clients) {
  const plan = {
    clients,
    messages: options.messages,
    interval: Math.ceil(clients / 80),
  };
  const kinds = clients === 1000 ? ['floor', 'plumb', 'ws'] : ['floor', 'plumb'];
  const { floor, plumb, ws } = await alternate(kinds, plan);
  const cpu = (results) => of(results, 'cpuNs');
  const ns = (results) => `${Math.round(median(cpu(results)))} ns`;
  report.note(`${clients} clients: a send() ${ns(floor)}, a delivery ${ns(plumb)}`);
  report.atMost(`CPU of a delivery / of a send(), ${clients} clients`,
    medianRatio(cpu(plumb), cpu(floor)), 1.3);
  if (ws) {
    report.atLeast(`CPU of a delivery by npm's ws / ours, ${clients} clients`,
      medianRatio(cpu(ws), cpu(plumb)), 1.2);
  }
  if (clients === 10000) {
    report.atMost('publishing to the last of 10000 clients, p99 / the floor\'s',
      medianRatio(of(plumb, 'p99Us'), of(floor, 'p99Us')), 1.3);
    report.atMost('resident memory of an idle client, of 10000',
      median(of(plumb, 'idleBytes')) / 1024, 2.5, ' KB');
    report.atMost('turns of a 5 ms timer more than 16 ms late while 10000 are served',
      median(of(plumb, 'late')), 0.5, ' %');
    report.note(`10000 connect and have their snapshot in ${Math.round(
      median(of(plumb, 'connectMs')))} ms (floor ${Math.round(median(of(floor, 'connectMs')))})`);
  }
}

async function stuck() {
  const { clients, stalled, interval } = STUCK;
  const messages = Math.round((options['stuck-minutes'] * 60000) / interval);
  const plan = { clients, interval, messages };
  const none = [];
  const beside = [];
  /* At the same time: what else the machine does in these minutes disturbs both. */
  for (let round = 0; round < options.rounds; round += 1) {
    const both = [measure('steady', plan), measure('steady', { ...plan, stalled })];
    none.push(await both[0]);
    beside.push(await both[1]);
  }
  const kernel = (result) => (result.kernel.server + result.kernel.clients) / stalled / 1024;
  const user = (result) => result.grownKb / stalled;
  const ends = `${Math.round(median(beside.map((r) => r.kernel.server / stalled / 1024)))} KB at the server's end`;
  report.atMost(`publishing to the last of ${clients} readers, p99, ${stalled} stuck beside them / none`,
    medianRatio(of(beside, 'p99Us'), of(none, 'p99Us')), 1.5);
  report.atMost(`kernel and user memory of a stuck client, both ends (${ends})`,
    median(beside.map((result) => kernel(result) + Math.max(0, user(result)))), 200, ' KB');
  report.is('stuck clients that woke to a fresh snapshot, of 50', Math.min(...of(beside, 'fresh')), stalled);
}

if (!fs.existsSync(path.join(TOP, 'tests/web/node_modules/ws'))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: path.join(TOP, 'tests/web'), stdio: 'inherit',
  });
}
for (const clients of options.clients ? [options.clients] : [1000, 5000, 10000]) {
  await fan(clients);
}
await stuck();
report.end();
