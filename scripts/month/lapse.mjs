// SPDX-License-Identifier: MIT
/* A daemon that lives through September while we watch: its wall clock is moved forward by us. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { clockEnvironment, setClock } from './clock.mjs';
import { dateOf, utcOf } from './days.mjs';
import { story } from './story.mjs';
import { COUNTY } from './towns.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const BINARY = process.env.PLUMBD ?? path.join(TOP, 'build/plumbd');
const FINAL = new Set(['taken', 'partial', 'unchanged', 'refused', 'withdrawn']);
const LOOK_MS = 40;
const PATIENCE_MS = 60000;

function startDaemon(root, listen, clock) {
  const child = spawn(
    BINARY,
    ['serve', '--inbox', path.join(root, 'inbox'), '--state', path.join(root, 'state'), '--listen', listen,
      '--place', COUNTY, '--rescan-ms', '500', '--settle-ms', '50', '--withdraw-after-s', '1'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...clockEnvironment(clock) },
    },
  );
  process.on('exit', () => child.kill('SIGKILL'));
  const log = fs.createWriteStream(path.join(root, 'plumbd.log'));
  let text = '';
  const ended = new Promise((resolve) => { child.on('close', resolve); child.on('error', resolve); });
  const ready = new Promise((resolve, reject) => {
    child.stderr.on('data', (bytes) => {
      log.write(bytes);
      text = text.length < 65536 ? text + bytes : text;
      const found = /event=ready\b.*?\burl=(\S+)/.exec(text);
      if (found) {
        resolve(found[1]);
      }
    });
    ended.then(() => reject(new Error(`plumbd ended:\n${text}`)));
  });
  return { child, ended, ready };
}

async function until(what, look) {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(LOOK_MS)) {
    const found = await look();
    if (found) {
      return found;
    }
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Starts the daemon on the eve, at 8 o'clock. `root` holds inbox, state, clock and log. */
export async function startMonth({ root, listen = '127.0.0.1:0', seed = '1', say = () => {} }) {
  const inbox = path.join(root, 'inbox');
  const clock = path.join(root, 'clock');
  fs.mkdirSync(inbox, { recursive: true });
  setClock(clock, utcOf(0, 8));
  const daemon = startDaemon(root, listen, clock);
  const url = await daemon.ready;
  const rest = story(seed);
  let day = 0;

  const ask = async (where) => (await fetch(new URL(where, url))).json();
  const write = (name, bytes) => {
    const file = path.join(inbox, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  };
  const receiptOf = (name) => ask(`api/files/${name.split('/').map(encodeURIComponent).join('/')}`);

  async function take({ name, bytes }) {
    if (!bytes) {
      fs.rmSync(path.join(inbox, name), { force: true });
      return say(`removed ${name}`);
    }
    write(name, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const receipt = await until(`the receipt of ${name}`, async () => {
      const last = await receiptOf(name);
      return last.sha256 === sha256 && FINAL.has(last.state) ? last : null;
    });
    const moved = (receipt.moved ?? []).map((one) => `${one.indicator} ${one.from ?? '–'} → ${one.to ?? '–'}`);
    return say(`${receipt.state} ${name}${moved.length ? `: ${moved.slice(0, 2).join('; ')}` : ''}`);
  }

  async function dawn(next) {
    day = next;
    setClock(clock, utcOf(day, 0.001));
    const begun = performance.now();
    await until(`the board of ${dateOf(day)}`, async () => (await ask('api/board')).today === dateOf(day));
    say(`— ${dateOf(day)}: the board turned after ${Math.round(performance.now() - begun)} ms`);
  }

  async function live(dayMs) {
    const begun = performance.now();
    const todays = rest.filter((one) => one.day === day);
    const at = (hours) => Math.max(0, Math.min(1, (hours - 7.5) / 11)) * dayMs - (performance.now() - begun);
    for (const drop of todays) {
      await sleep(Math.max(0, at(drop.hours)));
      setClock(clock, utcOf(day, drop.hours));
      await take(drop);
    }
    await sleep(Math.max(0, at(18.5)));
    setClock(clock, utcOf(day, 18.5));
  }

  return {
    url, root,
    get day() { return day; },
    /** Lives on to the evening of that day, `dayMs` a day at least. */
    async liveUntil(last, dayMs = 0) {
      if (day === 0 && rest.some((one) => one.day === 0)) {
        await live(dayMs);
        rest.splice(0, rest.filter((one) => one.day === 0).length);
      }
      while (day < last) {
        await dawn(day + 1);
        await live(dayMs);
      }
    },
    ended: daemon.ended,
    async stop() {
      daemon.child.kill('SIGTERM');
      await daemon.ended;
    },
  };
}
