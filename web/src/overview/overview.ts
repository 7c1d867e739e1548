// SPDX-License-Identifier: MIT
/** The overview: the areas with their indicators, in the middle what matters now, what moved. */

import type { Changes } from '../data/changes.js';
import { columnsFor } from '../plan/columns.js';
import type { Columns } from '../plan/columns.js';
import { focusOf } from '../plan/focus.js';
import type { Focus } from '../plan/focus.js';
import { pageMs } from '../plan/paging.js';
import { indicatorsOf, wholesOf } from '../plan/places.js';
import type { Stage } from '../plan/stage.js';
import { say } from '../text/words.js';
import { make, place, setText, show } from '../view/dom.js';
import type { PageView } from '../view/pageview.js';
import type { Scene } from '../view/scene.js';
import { slots } from '../view/slots.js';
import { columnView } from './columnviews.js';
import { focusView } from './focusview.js';
import { centreWidth, overviewLayout } from './layout.js';
import type { OverviewLayout } from './layout.js';
import { movedPlan, movedView } from './moved.js';
import type { MovedPlan } from './moved.js';

const mostMoves = 3;

export function overview(): PageView {
  const centre = focusView();
  const moved = movedView();
  const turn = make('p', 'page-turn');
  const columns = make('div', 'overview-columns');
  const columnSlots = slots(columns, columnView);
  const packing = remembered();
  const element = make('main', 'page overview', columns, centre.element, moved.element, turn);
  let wants = 0;
  return {
    element,
    wantsMs: () => wants,
    update(scene) {
      const focus = focusOf(scene.board, scene.stop.place);
      const moves = movesFor(scene, focus);
      const layout = overviewLayout(scene.stage, moves.height);
      const packed = packing(scene, layout);
      const at = screenAt(packed, scene);
      wants = packed.screens.length * pageMs(packed.screens.length, scene.stop.seconds);
      const blocks = packed.screens[at] || [];
      columnSlots.update(blocks.map((column, index) => ({
        box: layout.columns[index] as OverviewLayout['centre'],
        blocks: column, changes: scene.changes, zoom: packed.zoom, lang: scene.lang,
      })));
      updateCentre(scene, layout, focus, moves);
      setText(turn, packed.screens.length > 1 ? say(scene.lang, 'screenOf', at + 1, packed.screens.length) : '');
    },
  };

  function updateCentre(scene: Scene, layout: OverviewLayout, focus: readonly Focus[], plan: MovedPlan): void {
    const isEmpty = focus.every(({ kind }) => kind === 'empty');
    const box = isEmpty ? { ...layout.centre, x: 56, width: scene.stage.width - 112 } : layout.centre;
    place(centre.element, box.x, box.y, box.width, box.height);
    centre.update({ scene, focus, width: box.width });
    place(moved.element, layout.moved.x, layout.moved.y, layout.moved.width, layout.moved.height);
    show(moved.element, !isEmpty);
    moved.update({ plan, lang: scene.lang });
  }
}

/** Two focal points leave less room below them. */
function movesFor({ board, stop, stage, lang }: Scene, focus: readonly Focus[]): MovedPlan {
  const isShared = focus.length > 1;
  return movedPlan(board, stop.place, isShared ? mostMoves - 1 : mostMoves, isShared ? 36 : 54, centreWidth(stage), lang);
}

/** Packs again only when the indicators, the stage or the language changed. */
function remembered(): (scene: Scene, layout: OverviewLayout) => Columns {
  let key: readonly unknown[] = [];
  let packed: Columns = { zoom: 1, screens: [] };
  return ({ board, stop, stage, lang }, layout) => {
    const next: readonly [unknown, unknown, Stage, unknown] = [board.indicators, stop.place, stage, lang];
    if (next.some((part, at) => part !== key[at])) {
      const first = layout.columns[0];
      key = next;
      packed = columnsFor(wholesOf(indicatorsOf(board, stop.place)), {
        width: first ? first.width : 500, height: first ? first.height : 800, columns: layout.columns.length,
      }, lang);
    }
    return packed;
  };
}

/** The screens take turns; one on which something has just changed comes first. */
function screenAt(packed: Columns, scene: Scene): number {
  const count = Math.max(1, packed.screens.length);
  const changed = newestScreen(packed, scene.changes);
  const turn = Math.floor(scene.shownFor / pageMs(count, scene.stop.seconds));
  return changed >= 0 ? changed : turn % count;
}

function newestScreen(packed: Columns, changes: Changes): number {
  let newest = -1;
  let found = -1;
  packed.screens.forEach((screen, at) => screen.forEach((column) => column.forEach((block) => {
    const change = block.kind === 'row' ? changes[block.row.indicator.key] : undefined;
    if (!change || change.at <= newest) return;
    newest = change.at;
    found = at;
  })));
  return found;
}
