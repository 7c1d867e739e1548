// SPDX-License-Identifier: MIT
/* What a bench tells: one line a figure, and at the end whether all reached what they must. */
import process from 'node:process';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/* The median over rounds of one measure divided by the other, each pair from the same round. */
export function medianRatio(over, under) {
  return median(over.map((value, round) => value / under[round]));
}

function rounded(value) {
  return Number(value.toPrecision(3));
}

export function createReport() {
  let missed = 0;
  const tell = (what, figure, must, holds) => {
    missed += holds ? 0 : 1;
    console.log(`${what}: ${figure} (must be ${must}) ${holds ? 'ok' : 'MISSED'}`);
  };
  return {
    atMost: (what, value, limit, unit = '') =>
      tell(what, `${rounded(value)}${unit}`, `<= ${limit}${unit}`, value <= limit),
    atLeast: (what, value, limit, unit = '') =>
      tell(what, `${rounded(value)}${unit}`, `>= ${limit}${unit}`, value >= limit),
    is: (what, value, wanted) => tell(what, value, wanted, value === wanted),
    note: (what) => console.log(what),
    /* Call last: the process then ends with 1 if one was missed. */
    end() {
      process.exitCode = missed > 0 ? 1 : 0;
    },
  };
}
