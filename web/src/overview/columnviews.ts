// SPDX-License-Identifier: MIT
/** One column of the overview: headings of areas and rows, each at its own height. */

import type { Changes } from '../data/changes.js';
import type { Area, Block } from '../plan/columns.js';
import type { Box } from '../plan/stage.js';
import { formatPeriod } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Fit } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { areaName } from '../text/translate.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, place, px, setStyle, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { slots } from '../view/slots.js';
import { rowView } from './row.js';
import type { RowModel } from './row.js';

export interface ColumnModel {
  readonly box: Box;
  readonly blocks: readonly Block[];
  readonly changes: Changes;
  readonly zoom: number;
  readonly lang: Lang;
}

interface HeadModel {
  readonly area: Area;
  readonly top: number;
  readonly width: number;
  readonly zoom: number;
  readonly lang: Lang;
}

export function columnView(): View<ColumnModel> {
  const heads = make('div', 'column-heads');
  const rows = make('div', 'column-rows');
  const headSlots = slots(heads, headView);
  const rowSlots = slots(rows, rowView);
  const element = make('section', 'column', heads, rows);
  return {
    element,
    update({ box, blocks, changes, zoom, lang }) {
      place(element, box.x, box.y, box.width, box.height);
      setStyle(element, '--zoom', String(zoom));
      const areas: HeadModel[] = [];
      const shown: RowModel[] = [];
      blocks.forEach((block) => {
        if (block.kind === 'area') areas.push({ area: block.area, top: block.top, width: box.width, zoom, lang });
        else shown.push({ row: block.row, top: block.top, change: changes[block.row.indicator.key], lang });
      });
      headSlots.update(areas);
      rowSlots.update(shown);
    },
  };
}

function headView(): View<HeadModel> {
  const name = fittedView('h2', 'area-name');
  const period = make('span', 'area-period');
  const tally = make('span', 'area-tally');
  const element = make('header', 'area', name.element, period, tally);
  return {
    element,
    update({ area, top, width, zoom, lang }) {
      const { title, when, met } = headText(area, width, zoom, lang);
      setStyle(element, 'top', px(top));
      name.update(title);
      setText(period, when);
      setText(tally, met);
    },
  };
}

interface HeadText {
  readonly title: Fit;
  readonly when: string;
  readonly met: string;
}

/** What the letters of a heading stand apart. */
const spaced = 1.05;

/** The name whole, and beside it what it leaves room for: the period before the tally, which the marks show too. */
function headText(area: Area, width: number, zoom: number, lang: Lang): HeadText {
  const period = area.period ? formatPeriod(area.period, lang) : '';
  const tally = area.withTarget > 0 ? say(lang, 'metOf', area.met, area.withTarget) : '';
  const besides: ReadonlyArray<readonly [string, string]> = [[period, tally], [period, ''], ['', tally], ['', '']];
  let last: HeadText | undefined;
  for (let at = 0; at < besides.length; at++) {
    const [when, met] = besides[at] || ['', ''];
    const room = width - zoom * (40 + (ems(when) + ems(met)) * 24);
    const title = fit(headOf(area, lang), room / spaced, [{ font: 30 * zoom, lines: 1 }, { font: 25 * zoom, lines: 1 }]);
    last = { title, when, met };
    if (!title.isCut) return last;
  }
  return last as HeadText;
}

/** The area; where a column goes on with it, that it does. */
function headOf(area: Area, lang: Lang): string {
  const name = areaName(area.name, lang);
  return area.isContinued ? say(lang, 'continued', name) : name;
}
