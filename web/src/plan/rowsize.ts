// SPDX-License-Identifier: MIT
/** How large a row of the overview is. Pure: widths come from the measure of the text. */

import { ems, linesIn, shortened } from '../text/measure.js';
import { figureParts } from '../text/figure.js';
import type { RowText } from './rowtext.js';

export interface RowSize {
  readonly height: number;
  readonly name: string;
  readonly valueWidth: number;
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
  const noteLines = linesIn(noteText(text), width - markWidth * zoom, rowFonts.note * zoom * 1.04);
  const notes = noteText(text) === '' ? 0 : noteLines * rowFonts.note * zoom * lineRatio;
  const head = Math.max(lines * nameFont * lineRatio, rowFonts.figure * zoom * 1.16);
  return { height: Math.ceil(head + notes + padding * zoom), name, valueWidth: Math.ceil(valueWidth) };
}

/** The width of a figure: its digits large, what is around them small. */
export function figureWidth(figure: string, zoom: number): number {
  const { before, digits, after } = figureParts(figure);
  return (ems(digits) * rowFonts.figure + ems(before + after) * rowFonts.affix) * zoom * 1.04;
}

function noteText(text: RowText): string {
  return text.notes.concat(text.tags.map((tag) => `【${tag.text}】`)).join(' · ');
}
