// SPDX-License-Identifier: MIT
/** How large a row of the overview is. Pure: widths come from the measure of the text. */

import { ems, linesIn, shortened } from '../text/measure.js';
import { figureParts } from '../text/figure.js';
import type { RowText, Tag } from './rowtext.js';

export interface RowSize {
  readonly height: number;
  readonly name: string;
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
const mostLines = 3;

export function rowSize(text: RowText, width: number, zoom: number): RowSize {
  const nameFont = rowFonts.name * zoom;
  const valueWidth = Math.min(width * 0.5, figureWidth(text.figure, zoom));
  const nameWidth = width - markWidth * zoom - valueWidth - gap;
  const lines = Math.min(mostLines, linesIn(text.name, nameWidth, nameFont));
  const name = shortened(text.name, (mostLines * nameWidth) / nameFont - 1);
  const noteWidth = width - markWidth * zoom;
  const noteFont = rowFonts.note * zoom * 1.04;
  const noteLines = noteText(text) === '' ? 0 : linesIn(noteText(text), noteWidth, noteFont);
  const notes = noteLines * rowFonts.note * zoom * lineRatio;
  const head = Math.max(lines * nameFont * lineRatio, rowFonts.figure * zoom * 1.16);
  const height = Math.ceil(head + notes + padding * zoom);
  return { height, name, valueWidth: Math.ceil(valueWidth), noteLines, noteWidth, noteFont };
}

/** The notes, without as many of the last ones as it takes to stay within the lines of the row. */
export function fittingNotes(size: RowSize, first: string, notes: readonly string[], tags: readonly Tag[]): readonly string[] {
  const all = joined([first, ...notes], tags);
  if (notes.length === 0 || linesIn(all, size.noteWidth, size.noteFont) <= size.noteLines) return notes;
  return fittingNotes(size, first, notes.slice(0, -1), tags);
}

/** The width of a figure: its digits large, what is around them small. */
export function figureWidth(figure: string, zoom: number): number {
  const { before, digits, after } = figureParts(figure);
  return (ems(digits) * rowFonts.figure + ems(before + after) * rowFonts.affix) * zoom * 1.04;
}

function noteText(text: RowText): string {
  return joined(text.notes, text.tags);
}

function joined(notes: readonly string[], tags: readonly Tag[]): string {
  return notes.concat(tags.map((tag) => `【${tag.text}】`)).join(' · ');
}
