// SPDX-License-Identifier: MIT
/** The work plan: every target with its actual figure, who answers for it, and by when. */

import type { Indicator } from '../data/model.js';
import { paged } from '../plan/paging.js';
import { indicatorsOf, wholesOf } from '../plan/places.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { bodyBox } from '../overview/layout.js';
import { make, place, px, retrigger, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import type { PageView } from '../view/pageview.js';
import { slots } from '../view/slots.js';
import type { Slots } from '../view/slots.js';
import { plannedOf } from './order.js';
import { summaryView } from './summary.js';
import { targetRow } from './row.js';
import type { TargetRowModel } from './row.js';
import { heightWanted } from './who.js';

const summaryHeight = 150;
const headHeight = 44;
const laneGap = 96;

interface Lane {
  readonly rows: readonly TargetRowModel[];
  readonly lang: Lang;
}

export function targets(): PageView {
  const summary = summaryView();
  const table = make('section', 'goals');
  const lanes = slots(table, laneView);
  const turn = make('p', 'page-turn');
  const none = make('p', 'page-none');
  let page = -1;
  let wants = 0;
  return {
    element: make('main', 'page targets', summary.element, table, turn, none),
    wantsMs: () => wants,
    update(scene) {
      const body = bodyBox(scene.stage);
      const isUpright = scene.stage.arrangement === 'portrait';
      const planned = plannedOf(wholesOf(indicatorsOf(scene.board, scene.stop.place)));
      const count = Math.max(1, Math.floor((body.width + laneGap) / (1700 + laneGap)));
      const width = (body.width - laneGap * (count - 1)) / count;
      const nameWidth = nameRoom(width, isUpright);
      const rowHeight = heightFor(planned, nameWidth, isUpright, scene.lang);
      const room = body.height - summaryHeight - (isUpright ? 0 : headHeight);
      const perLane = Math.floor(room / rowHeight);
      const shown = paged(planned, perLane * count, scene.stop.seconds, scene.shownFor);
      [summary.element, table, turn].forEach((part) => show(part, planned.length > 0));
      show(none, planned.length === 0);
      setText(none, say(scene.lang, 'noTargets'));
      place(summary.element, body.x, body.y - 8, body.width, summaryHeight);
      place(table, body.x, body.y + summaryHeight, body.width, body.height - summaryHeight);
      setStyle(table, '--tall', px(rowHeight + (room - perLane * rowHeight) / perLane));
      summary.update({ planned, owner: scene.stop.place || '', width: body.width, isUpright, lang: scene.lang });
      updateLanes(lanes, width, shown.items.map((indicator) => ({
        indicator, change: scene.changes[indicator.key], room: nameWidth, isUpright, lang: scene.lang,
      })), perLane, scene.lang);
      setText(turn, shown.pages > 1 ? say(scene.lang, 'screenOf', shown.page + 1, shown.pages) : '');
      if (page !== shown.page) retrigger(table, 'turn');
      page = shown.page;
      wants = shown.wantsMs;
    },
  };
}

/** All rows are equally high, as the one that wants most. */
function heightFor(planned: readonly Indicator[], room: number, isUpright: boolean, lang: Lang): number {
  return Math.max(isUpright ? 168 : 90, ...planned.map((one) => heightWanted(one, room, isUpright, lang)));
}

/** What the other cells of its line leave for a name, in pixels: all of them, or upright those who answer for it. */
function nameRoom(width: number, isUpright: boolean): number {
  return width - (isUpright ? 286 : 1399);
}

function updateLanes(
  lanes: Slots<Lane>, width: number, rows: readonly TargetRowModel[], perLane: number, lang: Lang,
): void {
  const models: Lane[] = [];
  for (let at = 0; at === 0 || at * perLane < rows.length; at++) {
    models.push({ rows: rows.slice(at * perLane, (at + 1) * perLane), lang });
  }
  lanes.update(models);
  lanes.each((element, at) => place(element, at * (width + laneGap), 0, width));
}

function laneView(): View<Lane> {
  const head = headView();
  const list = make('div', 'goal-rows');
  const rows = slots(list, targetRow);
  return {
    element: make('div', 'lane', head.element, list),
    update(lane) {
      head.update(lane.lang);
      rows.update(lane.rows);
    },
  };
}

function headView(): View<Lang> {
  const names = ['goalHead', 'goalTarget', 'goalActual', 'goalProgress', 'goalState', 'goalWho', 'goalDue'] as const;
  const cells = names.map((name) => make('span', `goal-head-cell ${name}`));
  return {
    element: make('div', 'goal-head', ...cells),
    update(lang) {
      cells.forEach((cell, at) => setText(cell, say(lang, names[at] || 'goalHead')));
    },
  };
}
