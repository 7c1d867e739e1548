// SPDX-License-Identifier: MIT
/**
 * How long to wait before the next attempt. Doubles up to 4 s and never ends: after a day without
 * the daemon the wall must be right again within 5 s of its return. The jitter keeps a hundred
 * displays from returning in the same instant after a restart.
 */

const firstMs = 500;
const longestMs = 4000;

/** random is in [0, 1). The wait lies in the upper half of the current step. */
export function backoffMs(attempt: number, random: number): number {
  const step = Math.min(longestMs, firstMs * Math.pow(2, Math.min(attempt, 10)));
  return Math.round(step / 2 + (step / 2) * random);
}
