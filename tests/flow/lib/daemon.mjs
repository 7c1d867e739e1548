// SPDX-License-Identifier: MIT
/*
 * The real daemon on a temporary folder, and what one asks it.
 *
 * A daemon that a test started is ended with the test, by its own process id; no other process
 * is touched.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { canonical } from './board.mjs';
import { json, pathOf, request } from './http.mjs';
import { deferred, until, within } from './wait.mjs';

export const TOP = fileURLToPath(new URL('../../..', import.meta.url));
export const BINARY = process.env.PLUMBD ?? path.join(TOP, 'build/plumbd');
export const DEMO = path.join(TOP, 'scripts/demo');
const FINAL = new Set(['taken', 'partial', 'unchanged', 'refused', 'withdrawn']);

const endings = new WeakMap();

/* Does `end` when the test is over: the last one first, and each even if another fails. */
export function atEnd(t, end) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(async () => {
      const failures = [];
      for (const one of endings.get(t).reverse()) {
        await Promise.resolve().then(one).catch((error) => failures.push(error));
      }
      if (failures.length) {
        throw failures[0];
      }
    });
  }
  endings.get(t).push(end);
}

/* A folder that goes with the test. */
export function temporaryFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumb-flow-'));
  atEnd(t, () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/* The text in another encoding, as bytes. */
export function encoded(text, encoding) {
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', encoding], { input: text });
}

/* Writes the file in one go, making its folders. Returns its bytes. */
export function drop(inbox, name, content) {
  const file = path.join(inbox, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const bytes = Buffer.from(content);
  fs.writeFileSync(file, bytes);
  return bytes;
}

/* Runs a command of plumbd to its end: {code, stdout, stderr}. */
export async function run(args, options = {}) {
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const ended = deferred();
  child.on('error', ended.reject);
  child.on('close', (code, signal) => ended.resolve({ code, signal }));
  try {
    const end = await within(`the end of plumbd ${args.join(' ')}`, ended.promise);
    return { ...end, stdout: out.text(), stderr: err.text() };
  } finally {
    child.kill('SIGKILL');
  }
}

function collect(stream) {
  const parts = [];
  stream.on('data', (part) => parts.push(part));
  return { text: () => Buffer.concat(parts).toString() };
}

/* Starts `plumbd serve` and waits until it is ready. `root` holds inbox and state (made when not
 * given); `args` are further options; `wrap` is a command in front (valgrind, faketime). */
export async function startDaemon(t, options = {}) {
  const root = options.root ?? temporaryFolder(t);
  const inbox = options.inbox ?? path.join(root, 'inbox');
  const state = options.state ?? path.join(root, 'state');
  const command = [
    ...(options.wrap ?? []),
    options.binary ?? BINARY,
    ...['serve', '--inbox', inbox, '--state', state, '--listen', '127.0.0.1:0'],
    ...['--rescan-ms', '500', '--settle-ms', '50', ...(options.args ?? [])],
  ];
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...options.env },
    ...options.spawn,
  });
  const log = collect(child.stderr);
  const ended = deferred();
  child.on('error', ended.reject);
  child.on('close', (code, signal) => ended.resolve({ code, signal }));
  const kill = () => {
    child.kill('SIGKILL');
    return ended.promise;
  };
  atEnd(t, () => kill().catch(() => {}));

  const ready = deferred();
  const look = () => {
    const match = /event=ready\b.*?\burl=(\S+)/.exec(log.text());
    if (match) {
      child.stderr.off('data', look);
      ready.resolve(match[1]);
    }
  };
  child.stderr.on('data', look);
  ended.promise.then(
    (end) => ready.reject(new Error(`plumbd ended (${JSON.stringify(end)}):\n${log.text()}`)),
    ready.reject,
  );
  const url = await within(() => `event=ready in:\n${log.text()}`, ready.promise, 60000);
  return daemonAt({ root, inbox, state, url, child, ended: ended.promise, kill, log: log.text });
}

function daemonAt(daemon) {
  const { url, inbox, child } = daemon;
  const ask = (where) => json(new URL(where, url));
  return Object.assign(daemon, {
    pid: child.pid,
    json: ask,
    request: (where, options) => request(new URL(where, url), options),
    drop: (name, content) => drop(inbox, name, content),
    receipt: (name) => ask(`api/files/${pathOf(name)}`),
    signal: (name) => child.kill(name),

    /* Asks it to stop, and waits: {code, signal}. */
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return within('a clean stop', daemon.ended);
    },

    /* {run, seq, board, text}: the board and the number under which it was published. */
    async board(at) {
      const where = at ? `api/board?at=${encodeURIComponent(at)}` : 'api/board';
      const { status, headers, body } = await daemon.request(where);
      if (status !== 200) {
        throw new Error(`${status} for ${where}: ${body}`);
      }
      const board = JSON.parse(body.toString());
      const [, run, seq] = /^"(.+)-(\d+)"$/.exec(headers.etag ?? '') ?? [];
      return { run, seq: Number(seq), board, text: canonical(board), etag: headers.etag };
    },

    /* The receipt of this very content, once it is final: the board shows it then. */
    async settled(name, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      let last = null;
      return until(
        () => `the receipt of ${name}; last was ${JSON.stringify(last)}\n${daemon.log()}`,
        async () => {
          last = await daemon.receipt(name);
          return last.sha256 === sha256 && FINAL.has(last.state) ? last : null;
        },
      );
    },

    /* Drops the file and waits for its receipt. */
    async take(name, content) {
      return daemon.settled(name, daemon.drop(name, content));
    },

    /* Waits until the board makes `holds` true; gives what it then returns. */
    async shows(what, holds) {
      return until(
        () => `${what}\n${daemon.log()}`,
        async () => holds((await daemon.board()).board),
      );
    },

    /* Waits until the first scan of the inbox is on the board. */
    async isReady() {
      return until('readyz', async () => (await daemon.request('readyz')).status === 200, 120000);
    },
  });
}
