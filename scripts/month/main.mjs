// SPDX-License-Identifier: MIT
/* The command line of scripts/demo-month; its head says what the options mean. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { startMonth } from './lapse.mjs';
import { LAST_DAY } from './story.mjs';

const say = (line) => process.stdout.write(`month: ${line}\n`);

function usage(problem) {
  process.stderr.write(`demo-month: ${problem}; see scripts/demo-month --help\n`);
  process.exit(2);
}

function whole(text, low, high) {
  const value = Number(text);
  return /^\d+$/.test(text ?? '') && value >= low && value <= high ? value : usage(`not a number from ${low} to ${high}: ${text}`);
}

function options(words) {
  const chosen = { last: 31, stays: true, dayMs: 10000, listen: '127.0.0.1:8080', seed: '1', keep: null };
  const table = {
    '--days': (value) => Object.assign(chosen, { last: whole(value, 0, LAST_DAY), stays: false }),
    '--until-day': (value) => Object.assign(chosen, { last: whole(value, 0, LAST_DAY), stays: true }),
    '--seconds-per-day': (value) => Object.assign(chosen, { dayMs: 1000 * whole(value, 0, 86400) }),
    '--listen': (value) => Object.assign(chosen, { listen: value }),
    '--seed': (value) => Object.assign(chosen, { seed: value }),
    '--keep': (value) => Object.assign(chosen, { keep: path.resolve(value) }),
  };
  for (let i = 0; i < words.length; i += 2) {
    const take = table[words[i]] ?? usage(`unknown option ${words[i]}`);
    take(words[i + 1] ?? usage(`${words[i]} wants a value`));
  }
  return chosen;
}

/* A folder of ours that goes at the end, or the given one, which must be empty. */
function rootOf(keep) {
  if (!keep) {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'plumb-month-'));
    process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
    return root;
  }
  fs.mkdirSync(keep, { recursive: true });
  return fs.readdirSync(keep).length ? usage(`${keep} is not empty: the month begins with nothing`) : keep;
}

const chosen = options(process.argv.slice(2));
const root = rootOf(chosen.keep);
const month = await startMonth({ root, listen: chosen.listen, seed: chosen.seed, say });
const stop = () => month.stop().then(() => process.exit(0));
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
month.ended.then(() => process.exit(1));
say(`the wall is at ${month.url}, the inbox in ${root}/inbox`);
await month.liveUntil(chosen.last, chosen.dayMs);
say(`day ${month.day} is over${chosen.stays ? `; ${month.url} stays until Ctrl-C` : ''}`);
if (!chosen.stays) {
  await stop();
}
