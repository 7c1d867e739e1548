// SPDX-License-Identifier: MIT
/** One column of the overview: headings of areas and rows, each at its own height. */

import type { Changes } from '../data/changes.js';
import type { Area, Block } from '../plan/columns.js';
import type { Box } from '../plan/stage.js';
import { formatPeriod } from '../text/format.js';
import { ems, shortened } from '../text/measure.js';
import { areaName } from '../text/translate.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, place, px, setStyle, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
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
  /** In pixels at a zoom of one. */
  readonly width: number;
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
        if (block.kind === 'area') areas.push({ area: block.area, top: block.top, width: box.width / zoom, lang });
        else shown.push({ row: block.row, top: block.top, change: changes[block.row.indicator.key], lang });
      });
      headSlots.update(areas);
      rowSlots.update(shown);
    },
  };
}

function headView(): View<HeadModel> {
  const name = make('h2', 'area-name');
  const period = make('span', 'area-period');
  const tally = make('span', 'area-tally');
  const element = make('header', 'area', name, period, tally);
  return {
    element,
    update({ area, top, width, lang }) {
      const when = area.period ? shortened(formatPeriod(area.period, lang), 10) : '';
      const met = area.withTarget > 0 ? say(lang, 'metOf', area.met, area.withTarget) : '';
      setStyle(element, 'top', px(top));
      setText(name, shortened(headOf(area, lang), (width - 40 - (ems(when) + ems(met)) * 24) / 31));
      setText(period, when);
      setText(tally, met);
    },
  };
}

/** The area; where a column goes on with it, that it does. */
function headOf(area: Area, lang: Lang): string {
  const name = areaName(area.name, lang);
  return area.isContinued ? say(lang, 'continued', name) : name;
}
