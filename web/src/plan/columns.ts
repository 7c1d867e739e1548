// SPDX-License-Identifier: MIT
/**
 * Distributes the areas and their indicators over columns, and over screens where one screen does
 * not hold them. The text is set as large as it can be with the fewest screens; the columns of
 * all screens are made about equally full. Pure: heights come from the measure of the text.
 */

import type { Indicator } from '../data/model.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { sideOf } from '../data/changes.js';
import { rowSize } from './rowsize.js';
import type { RowSize } from './rowsize.js';
import { rowText } from './rowtext.js';
import type { RowText } from './rowtext.js';

export type Block =
  | { readonly kind: 'area'; readonly top: number; readonly height: number; readonly area: Area }
  | { readonly kind: 'row'; readonly top: number; readonly row: Row };

export interface Area {
  readonly name: string;
  readonly period: string | undefined;
  readonly withTarget: number;
  readonly met: number;
  /** Its heading stands on an earlier column or screen. */
  readonly isContinued: boolean;
}

export interface Row extends RowSize {
  readonly indicator: Indicator;
  readonly text: RowText;
}

export interface Columns {
  /** The text is this much larger than its smallest size. */
  readonly zoom: number;
  /** Screen by screen, column by column. */
  readonly screens: ReadonlyArray<ReadonlyArray<readonly Block[]>>;
}

export interface Room {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

const areaHeight = 58;
const areaGap = 26;

export function columnsFor(own: readonly Indicator[], room: Room, lang: Lang): Columns {
  let best: Packing | undefined;
  [1.35, 1.15, 1].forEach((zoom) => {
    const groups = groupsOf(own, room.width, zoom, lang);
    const full = packed(groups, room, room.height, zoom);
    if (!best || full.length < best.full.length) best = { zoom, groups, full };
  });
  return best ? { zoom: best.zoom, screens: balanced(best, room) } : { zoom: 1, screens: [] };
}

/** The areas at one size of the text, packed as full as it gets. */
interface Packing {
  readonly zoom: number;
  readonly groups: readonly Group[];
  readonly full: Columns['screens'];
}

interface Group {
  readonly area: Area;
  readonly rows: readonly Row[];
}

function groupsOf(own: readonly Indicator[], width: number, zoom: number, lang: Lang): readonly Group[] {
  return byArea(own).map(([name, members]) => {
    const area = areaOf(name || say(lang, 'noArea'), members);
    return { area, rows: members.map((indicator) => rowFor(indicator, area.period, width, zoom, lang)) };
  });
}

/** Rows by indicator and by what else they depend on: a delta measures only what it changed. */
const made = new WeakMap<Indicator, { [setting: string]: Row | undefined }>();

function rowFor(indicator: Indicator, period: string | undefined, width: number, zoom: number, lang: Lang): Row {
  const rows = made.get(indicator) || {};
  const setting = `${period}/${width}/${zoom}/${lang}`;
  const known = rows[setting];
  if (known) return known;
  const text = rowText(indicator, period, lang);
  const row = { indicator, text, ...rowSize(text, width, zoom) };
  if (Object.keys(rows).length > 12) made.delete(indicator);
  else made.set(indicator, { ...rows, [setting]: row });
  return row;
}

/** Areas with targets first, then by size; within an area as the board has them. */
function byArea(own: readonly Indicator[]): ReadonlyArray<readonly [string, readonly Indicator[]]> {
  const names: string[] = [];
  const members: { [area: string]: Indicator[] | undefined } = Object.create(null);
  own.forEach((one) => {
    const known = members[one.area];
    if (known) known.push(one);
    else {
      names.push(one.area);
      members[one.area] = [one];
    }
  });
  const groups = names.map((name): readonly [string, readonly Indicator[]] => [name, members[name] || []]);
  const targets = (group: readonly Indicator[]): number => group.filter((one) => one.target).length;
  return groups.sort((a, b) => targets(b[1]) - targets(a[1]) || b[1].length - a[1].length);
}

function areaOf(name: string, members: readonly Indicator[]): Area {
  const first = members[0];
  const isSame = members.every((one) => one.period === (first && first.period));
  const wanted = members.filter((one) => one.target && sideOf(one.status) !== 0);
  return {
    name,
    isContinued: false,
    period: isSame && first ? first.period : undefined,
    withTarget: wanted.length,
    met: wanted.filter((one) => sideOf(one.status) > 0).length,
  };
}

/** The same number of screens as at full height, at the least height that still needs no more. */
function balanced({ groups, full, zoom }: Packing, room: Room): Columns['screens'] {
  let low = 200;
  let high = room.height;
  while (high - low > 12) {
    const middle = (low + high) / 2;
    if (packed(groups, room, middle, zoom).length <= full.length) high = middle;
    else low = middle;
  }
  const even = packed(groups, room, high, zoom);
  return (even.length <= full.length ? even : full).map((screen) => spread(screen, room.height));
}

const mostSlack = 26;

/** Gives the rows of a screen the room that its fullest column leaves. */
function spread(screen: ReadonlyArray<readonly Block[]>, height: number): ReadonlyArray<readonly Block[]> {
  const slack = Math.min(...screen.map((column) => (height - bottomOf(column)) / Math.max(1, column.length)));
  const each = Math.max(0, Math.min(mostSlack, slack));
  return screen.map((column) => column.map((block, index) => ({ ...block, top: block.top + index * each })));
}

function bottomOf(column: readonly Block[]): number {
  const last = column[column.length - 1];
  if (!last) return 0;
  return last.top + (last.kind === 'row' ? last.row.height : last.height);
}

function packed(groups: readonly Group[], room: Room, height: number, zoom: number): Columns['screens'] {
  const columns: Block[][] = [];
  let column: Block[] = [];
  let top = height; // full: the first row opens a column
  groups.forEach(({ area, rows }) => {
    rows.forEach((row, index) => {
      const isFirst = index === 0;
      const head = areaHeight * zoom + (isFirst && top > 0 ? areaGap : 0);
      if (top + row.height + (isFirst ? head : 0) > height) {
        column = [];
        columns.push(column);
        top = 0;
      }
      if (isFirst || top === 0) {
        if (top > 0) top += areaGap;
        column.push({ kind: 'area', top, height: areaHeight * zoom, area: isFirst ? area : { ...area, isContinued: true } });
        top += areaHeight * zoom;
      }
      column.push({ kind: 'row', top, row });
      top += row.height;
    });
  });
  return chunked(columns, room.columns);
}

function chunked<Item>(items: readonly Item[], size: number): ReadonlyArray<readonly Item[]> {
  const chunks: Array<readonly Item[]> = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
