// SPDX-License-Identifier: MIT
/**
 * A name in a place of limited width: whole wherever it can be, first in its own size, then on
 * more lines, then in a smaller size. Only what no way holds is cut. Pure.
 */

import { linesOf } from './lines.js';
import { ems, shortened } from './measure.js';

/** One way to set a text: the size of its letters, and how many lines it may take. */
export interface Way {
  readonly font: number;
  readonly lines: number;
}

export interface Fit {
  readonly text: string;
  readonly lines: readonly string[];
  readonly font: number;
  readonly isCut: boolean;
}

interface Answers {
  count: number;
  fits: { [question: string]: Fit | undefined };
}

/** What was asked for before, by the ways: a wall asks for the same names each second. */
const known = new WeakMap<readonly Way[], Answers>();
const mostKnown = 2000;

/** The first of the ways that holds the text within that many pixels, else the last. */
export function fit(text: string, width: number, ways: readonly Way[]): Fit {
  const answers = answersOf(ways);
  const question = `${width}/${text}`;
  const found = answers.fits[question];
  if (found) return found;
  answers.count++;
  return (answers.fits[question] = fitted(text, width, ways));
}

function answersOf(ways: readonly Way[]): Answers {
  const before = known.get(ways);
  if (before && before.count < mostKnown) return before;
  const answers: Answers = { count: 0, fits: Object.create(null) };
  known.set(ways, answers);
  return answers;
}

function fitted(text: string, width: number, ways: readonly Way[]): Fit {
  let last: Fit = { text, lines: [text], font: 24, isCut: false };
  for (let at = 0; at < ways.length; at++) {
    const { font, lines } = ways[at] as Way;
    const set = linesOf(text, width / font, lines);
    last = { text, lines: set, font, isCut: isCut(text, set) };
    if (!last.isCut) return last;
  }
  return last;
}

function isCut(text: string, lines: readonly string[]): boolean {
  const end = lines[lines.length - 1] || '';
  return end.slice(-1) === '…' && text.slice(-1) !== '…';
}

/** Pieces side by side as long as a line holds them, with a point between; one that is longer than a line is cut. */
export function inLines(pieces: readonly string[], roomEms: number): readonly string[] {
  const lines: string[] = [];
  pieces.forEach((piece) => {
    const last = lines[lines.length - 1];
    const joined = `${last} · ${piece}`;
    if (last !== undefined && ems(joined) <= roomEms) lines[lines.length - 1] = joined;
    else lines.push(shortened(piece, roomEms));
  });
  return lines;
}

/** As many whole names of a list as fit, then how many there are: no name is cut in two. */
export function listed(
  names: readonly string[], total: number, joint: string, room: (text: string) => boolean, andOthers: (shown: string, left: number) => string,
): string {
  for (let shown = names.length; shown > 0; shown--) {
    const text = names.slice(0, shown).join(joint);
    const whole = shown === total ? text : andOthers(text, total - shown);
    if (room(whole)) return whole;
  }
  return '';
}
