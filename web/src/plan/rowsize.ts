// SPDX-License-Identifier: MIT
/** How large a row of the overview is. Pure: widths come from the measure of the text. */

import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { figureParts } from '../text/figure.js';
import type { RowText, Tag } from './rowtext.js';

export interface RowSize {
  readonly height: number;
  /** The name, in its size and its lines. */
  readonly name: Fit;
  readonly valueWidth: number;
  /** The notes have that many lines, each so many pixels of the note's font wide. */
  readonly noteLines: number;
  readonly noteWidth: number;
  readonly noteFont: number;
}

export const rowFonts = { name: 29, figure: 50, affix: 30, note: 24 };
export const markWidth = 50;
const lineRatio = 1.32;
const gap = 22;
const padding = 22;

export function rowSize(text: RowText, width: number, zoom: number): RowSize {
  const valueWidth = Math.min(width * 0.5, figureWidth(text.figure, zoom));
  const nameWidth = width - markWidth * zoom - valueWidth - gap;
  const name = fit(text.name, nameWidth, nameWays(zoom));
  const noteWidth = width - markWidth * zoom;
  const noteFont = rowFonts.note * zoom * 1.04;
  const noteLines = noteLinesOf(text.notes, text.tags, noteWidth / noteFont);
  const notes = noteLines * rowFonts.note * zoom * lineRatio;
  const head = Math.max(name.lines.length * name.font * lineRatio, rowFonts.figure * zoom * 1.16);
  const height = Math.ceil(head + notes + padding * zoom);
  return { height, name, valueWidth: Math.ceil(valueWidth), noteLines, noteWidth, noteFont };
}

function nameWays(zoom: number): readonly Way[] {
  const small = 24 * zoom;
  return [{ font: rowFonts.name * zoom, lines: 3 }, { font: small, lines: 4 }, { font: small, lines: 6 }];
}

/** The notes, without as many of the last ones as it takes to stay within the lines of the row. */
export function fittingNotes(size: RowSize, first: string, notes: readonly string[], tags: readonly Tag[]): readonly string[] {
  const lines = noteLinesOf([first, ...notes], tags, size.noteWidth / size.noteFont);
  if (notes.length === 0 || lines <= size.noteLines) return notes;
  return fittingNotes(size, first, notes.slice(0, -1), tags);
}

/** The width of a figure: its digits large, what is around them small. The measure is generous as it is. */
export function figureWidth(figure: string, zoom: number): number {
  const { before, digits, after } = figureParts(figure);
  return (ems(digits) * rowFonts.figure + ems(before + after) * rowFonts.affix) * zoom;
}

const noteGap = 0.9;
const tagEdge = 0.9;
/** What whole words leave free at the ends of lines. */
const wordWaste = 1.12;

/** How many lines the pieces take: each stays whole, with the gap after it, unless it alone is longer than a line. */
function noteLinesOf(notes: readonly string[], tags: readonly Tag[], room: number): number {
  let lines = 0;
  let left = 0;
  notes.map(ems).concat(tags.map((tag) => ems(tag.text) + tagEdge)).forEach((width) => {
    if (lines === 0 || width + noteGap > left) {
      lines++;
      left = room;
    }
    if (width > room) lines += Math.ceil((width * wordWaste) / room) - 1;
    left -= width + noteGap;
  });
  return lines;
}
