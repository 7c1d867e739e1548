// SPDX-License-Identifier: MIT
/*
 * A display without a screen: it holds a board by applying what it is pushed, and remembers what
 * it held at each (run, seq), so that this can be compared with what the daemon says.
 */
import { canonical, mergePatch } from './board.mjs';

export function createFollower() {
  return { run: null, seq: 0, board: null, held: new Map(), snapshots: 0, deltas: 0, ticks: 0 };
}

/* Takes one message. Returns false for a gap: the follower must then connect again. */
export function take(follower, message) {
  if (message.type === 'tick') {
    follower.ticks += 1;
    return message.run === follower.run && message.seq === follower.seq;
  }
  if (message.type === 'snapshot') {
    follower.snapshots += 1;
    follower.board = message.board;
  } else if (message.type === 'delta') {
    if (message.run !== follower.run || message.from !== follower.seq) {
      return false;
    }
    follower.deltas += 1;
    follower.board = mergePatch(follower.board, message.patch);
  } else {
    throw new Error(`a message of an unknown type: ${message.type}`);
  }
  follower.run = message.run;
  follower.seq = message.seq;
  follower.held.set(`${message.run}-${message.seq}`, canonical(follower.board));
  return true;
}

/* Takes messages of the connection until it stands at (run, seq) or later. */
export async function followTo(follower, connection, { run, seq }) {
  while (follower.run !== run || follower.seq < seq) {
    if (!take(follower, await connection.next())) {
      throw new Error(`a gap at ${follower.run}-${follower.seq}`);
    }
  }
}
