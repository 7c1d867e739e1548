// SPDX-License-Identifier: MIT
/** How large the cells of units are, so that their names are whole. Pure. */

import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';

export interface CellSize {
  readonly width: number;
  readonly height: number;
  readonly hasName: boolean;
  /** So many cells find room at a time; the others come after them. */
  readonly perPage: number;
}

const nameFont = 28;
const smallFont = 24;
const besideName = 50;
const nameWays: readonly Way[] = [{ font: nameFont, lines: 1 }, { font: smallFont, lines: 1 }, { font: smallFont, lines: 2 }, { font: smallFont, lines: 3 }];
/** So many units are taken in at a glance by their names; more by their marks. */
const mostNamed = 24;
const mostTurns = 4;

/**
 * Cells with names while they fit; beyond that marks alone, the names are in the list. Close lines
 * in two columns come before three columns, which cut names of four characters. A few long names
 * take their turns.
 */
export function cellSize(names: readonly string[], width: number, height: number): CellSize {
  const count = names.length;
  for (let columns = 2; columns <= 3; columns++) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const each = Math.min(66, height / rows);
    const least = columns === 2 ? 36 : 44;
    const isRoomy = each >= least && width / columns >= 150;
    if (isRoomy && tallest(names, width / columns) <= each) return { width: width / columns, height: each, hasName: true, perPage: count };
  }
  return longCells(names, width, height) || markCells(count, width, height);
}

/** How high the name that needs most is. */
function tallest(names: readonly string[], width: number): number {
  return Math.max(0, ...names.map((name) => {
    const { lines, font } = nameFit(name, width);
    return lines.length * font * 1.15 + (lines.length > 1 ? 4 : 0);
  }));
}

/** Few units with long names: in one column or two, whichever shows more of them at a time. */
function longCells(names: readonly string[], width: number, height: number): CellSize | undefined {
  if (names.length > mostNamed) return undefined;
  const [two, one] = [2, 1].map((columns) => longCellsIn(columns, names, width, height));
  const best = two && (!one || two.perPage >= one.perPage) ? two : one;
  return best && Math.ceil(names.length / best.perPage) <= mostTurns ? best : undefined;
}

function longCellsIn(columns: number, names: readonly string[], width: number, height: number): CellSize | undefined {
  if (columns > 1 && names.some((name) => nameFit(name, width / columns).isCut)) return undefined;
  const tall = Math.max(40, tallest(names, width / columns) + 2);
  const rows = Math.min(Math.floor(height / tall), Math.ceil(names.length / columns));
  if (rows < 1) return undefined;
  return { width: width / columns, height: Math.min(66, Math.max(tall, height / rows)), hasName: true, perPage: rows * columns };
}

function markCells(count: number, width: number, height: number): CellSize {
  const side = Math.sqrt((width * height) / Math.max(1, count));
  const columns = Math.max(1, Math.ceil(width / side));
  const rows = Math.ceil(count / columns);
  return { width: width / columns, height: Math.min(width / columns, height / rows), hasName: false, perPage: count };
}

/** The name as it stands in a cell of that width. */
export function nameFit(name: string, width: number): Fit {
  return fit(name, width - besideName, nameWays);
}
