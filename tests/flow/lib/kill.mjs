// SPDX-License-Identifier: MIT
/*
 * kill -9 at random moments while sheets are dropped: after each restart the board equals a fresh
 * read of the folder by a second daemon, no row is lost or doubled, and the store is whole.
 */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { withoutHistory } from './board.mjs';
import { drop, startDaemon, temporaryFolder } from './daemon.mjs';

const FILES = 12;

/* Numbers that are random enough, and the same again for the same seed. */
export function createRandom(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/* A sheet whose rows belong to its own file, now more of them, now fewer. */
function sheet(file, random) {
  const rows = Array.from({ length: 1 + random(40) }, (_, i) => {
    const inspected = 20 + random(80);
    return `第${file}表合格率,2017-${String(1 + random(12)).padStart(2, '0')},东镇,第${i}项,${inspected},${inspected - random(5)}\n`;
  });
  return `指标,时期,地区,分项,抽检数,合格数\n${rows.join('')}`;
}

/* What each figure of the board says of the folder: no time, no version. */
const said = (board) => withoutHistory({ indicators: board.indicators, campaigns: board.campaigns });

function checkStore(t, state) {
  const copy = temporaryFolder(t);
  for (const name of ['plumb.db', 'plumb.db-wal']) {
    if (fs.existsSync(path.join(state, name))) {
      fs.copyFileSync(path.join(state, name), path.join(copy, name));
    }
  }
  const said = execFileSync('sqlite3', [path.join(copy, 'plumb.db'), 'PRAGMA integrity_check']);
  strictEqual(said.toString().trim(), 'ok');
  fs.rmSync(copy, { recursive: true });
}

/* Waits until the newest content of each file in the folder has its final receipt. */
async function allSettled(daemon, inbox) {
  for (const name of fs.readdirSync(inbox).filter((one) => one.endsWith('.csv'))) {
    await daemon.settled(name, fs.readFileSync(path.join(inbox, name)));
  }
}

/* No row lost or doubled: each receipt counts the rows that its file has. */
async function countRows(daemon, inbox) {
  for (const name of fs.readdirSync(inbox).filter((one) => one.endsWith('.csv'))) {
    const text = fs.readFileSync(path.join(inbox, name), 'utf8');
    const { rows, sha256 } = await daemon.receipt(name);
    strictEqual(rows.read, text.trim().split('\n').length - 1, `rows of ${name}`);
    strictEqual(sha256, createHash('sha256').update(text).digest('hex'));
  }
}

/* Some drops, some of them renamed into place, with no wait but a turn of the loop here and there. */
async function dropSome(inbox, count, random) {
  for (let i = 0; i < count; i += 1) {
    const file = random(FILES);
    const name = `表${file}.csv`;
    const bytes = sheet(file, random);
    if (random(2)) {
      drop(inbox, `.${name}.tmp`, bytes);
      fs.renameSync(path.join(inbox, `.${name}.tmp`), path.join(inbox, name));
    } else {
      drop(inbox, name, bytes);
    }
    await new Promise((resolve) => setTimeout(resolve, random(60)));
  }
}

/* One round: drop and kill, start again, compare with a fresh read. */
async function killOnce(t, root, { drops, random }) {
  const inbox = path.join(root, 'inbox');
  const victim = await startDaemon(t, { root });
  await dropSome(inbox, drops, random);
  await victim.kill();
  checkStore(t, victim.state);

  const again = await startDaemon(t, { root });
  await again.isReady();
  await allSettled(again, inbox);
  await countRows(again, inbox);
  const fresh = await startDaemon(t, { inbox });
  await fresh.isReady();
  await allSettled(fresh, inbox);
  deepStrictEqual(said((await again.board()).board), said((await fresh.board()).board));
  await fresh.stop();
  await again.stop();
  checkStore(t, again.state);
  fs.rmSync(fresh.root, { recursive: true, force: true });
}

/* `drops` in all, over `rounds` kills. Says on which round and seed it failed. */
export async function killRounds(t, { rounds, drops, seed, onRound }) {
  const root = temporaryFolder(t);
  const random = createRandom(seed);
  fs.mkdirSync(path.join(root, 'inbox'));
  for (let round = 1; round <= rounds; round += 1) {
    try {
      await killOnce(t, root, { drops: Math.ceil(drops / rounds), random });
    } catch (error) {
      error.message = `round ${round} of seed ${seed}: ${error.message}`;
      throw error;
    }
    onRound?.(round);
  }
}
