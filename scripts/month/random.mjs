// SPDX-License-Identifier: MIT
/* Chance that is the same each time: a stream of numbers for each seed. */
import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1), its own for each list of words. */
export function stream(...words) {
  let state = createHash('sha256').update(words.join('/')).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from low to high, both included. */
export const between = (next, low, high) => low + Math.floor(next() * (high - low + 1));

export const oneOf = (next, list) => list[Math.floor(next() * list.length)];

/** How many of n pass when each passes with that probability. */
export function passing(next, n, probability) {
  let passed = 0;
  for (let i = 0; i < n; i++) {
    passed += next() < probability ? 1 : 0;
  }
  return passed;
}
