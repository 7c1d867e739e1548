// SPDX-License-Identifier: MIT
/**
 * A text as it may be shown: a character that turns the direction of what stands after it would
 * let a name turn the digits of the figure beside it. Those are shown as one that nobody can read;
 * marks that only hint at a direction, which spreadsheets put around dates, are left out. Pure.
 */

const turning = /[\u202a-\u202e\u2066-\u2069]/g;
const hinting = /[\u200e\u200f\u061c]/g;
const either = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export function visible(source: string): string {
  return either.test(source) ? source.replace(turning, '\ufffd').replace(hinting, '') : source;
}
