// SPDX-License-Identifier: MIT
/* The days of the month: day 1 is 1 September, day 0 the day before, day 31 the day after. */
export const YEAR = 2026;
const first = Date.UTC(YEAR, 8, 1);

/** 2026-09-16 of day 16. */
export function dateOf(day) {
  return new Date(first + (day - 1) * 86400000).toISOString().slice(0, 10);
}

/** 2026年9月16日, as staff like to write it. */
export function dateInWords(day) {
  const [year, month, date] = dateOf(day).split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** Milliseconds of UTC at that time of the day (hours, with a fraction) in China. */
export function utcOf(day, hours) {
  return first + (day - 1) * 86400000 + (hours - 8) * 3600000;
}
