// SPDX-License-Identifier: MIT
/** What moved today, newest first: indicator, from what, to what, when. */

import type { Board, Move } from '../data/model.js';
import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { formatStamp } from '../text/format.js';
import { ems, shortened } from '../text/measure.js';
import { displayText } from '../text/translate.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, px, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { slots } from '../view/slots.js';

/** The entries that are shown, and how much room they take together with their heading. */
export interface MovedPlan {
  readonly entries: readonly Entry[];
  readonly count: number;
  readonly height: number;
}

interface Entry {
  readonly name: Fit;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly height: number;
}

const headHeight = 52;
const entryHeight = 54;

/** more: what long names may take more than their lines; the fewer entries are then shown. */
export function movedPlan(
  board: Board, place: string | undefined, most: number, more: number, width: number, lang: Lang,
): MovedPlan {
  const own = movesOf(board, place);
  const room = entryHeight * most + more;
  const entries: Entry[] = [];
  let taken = 0;
  own.slice(0, most).forEach((move) => {
    const entry = entryOf(move, width, lang);
    if (entries.length > 0 && taken + entry.height > room) return;
    entries.push(entry);
    taken += entry.height;
  });
  return { entries, count: own.length, height: headHeight + Math.max(entryHeight, taken) };
}

export function movedView(): View<{ readonly plan: MovedPlan; readonly lang: Lang }> {
  const title = make('h2', 'moved-title');
  const list = make('ul', 'moved-list');
  const entries = slots(list, entryView);
  const none = make('p', 'moved-none');
  return {
    element: make('section', 'moved', title, list, none),
    update({ plan, lang }) {
      const shown = plan.entries.length;
      setText(title, plan.count > shown ? `${say(lang, 'movedToday')} · ${say(lang, 'newestOf', shown, plan.count)}` : say(lang, 'movedToday'));
      entries.update(plan.entries);
      setText(none, say(lang, 'nothingMoved'));
      show(none, shown === 0);
    },
  };
}

/** Those of the place, of the periods that the wall shows: a sheet of past years is no news. */
export function movesOf(board: Board, place: string | undefined): readonly Move[] {
  const shown: { [key: string]: string | undefined } = Object.create(null);
  board.indicators.forEach(({ key, period }) => {
    shown[key] = period;
  });
  return board.moved.filter((move) => {
    const isOwn = move.indicator.indexOf(`${place}/`) === 0 && move.to !== undefined;
    return isOwn && (move.period === undefined || move.period === shown[move.indicator]);
  });
}

/** A figure longer than this, in ems, is no figure. */
const longestFigure = 12;
const nameFont = 28;
/** The time, the arrow, and what stands between. */
const besideName = 150;
const ways: readonly Way[] = [
  { font: nameFont, lines: 1 }, { font: 26, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 2 }, { font: 24, lines: 4 },
];

function entryOf(move: Move, width: number, lang: Lang): Entry {
  const after = shortened(displayText(move.to || '', lang), longestFigure);
  const before = shortened(move.from === undefined ? say(lang, 'isNew') : displayText(move.from, lang), longestFigure);
  const isRoomy = nameFont * ems(before + after) < width * 0.45;
  const from = isRoomy ? before : '';
  const name = nameFit(move.indicator, width - besideName - nameFont * ems(from + after));
  const height = Math.max(entryHeight, Math.ceil(name.lines.length * name.font * lineRatio + 12));
  return { name, from, to: after, at: formatStamp(move.at, move.at.slice(0, 10), lang), height };
}

const lineRatio = 1.2;

/** Of a name that is too long for all lines the item stays whole: it tells one from the other. */
function nameFit(key: string, width: number): Fit {
  const [, name = '', item] = key.split('/');
  const end = item ? ` · ${item}` : '';
  const whole = fit(name + end, width, ways);
  const last = ways[ways.length - 1];
  if (!whole.isCut || !end || !last) return whole;
  const room = (width / last.font - 1) * last.lines - ems(end);
  return room < 4 ? whole : { ...fit(shortened(name, room) + end, width, [last]), text: name + end, isCut: true };
}

function entryView(): View<Entry> {
  const name = fittedView('span', 'moved-name');
  const from = make('span', 'moved-from');
  const to = make('span', 'moved-to');
  const at = make('span', 'moved-at');
  const element = make('li', 'moved-entry', at, name.element, from, make('span', 'moved-arrow'), to);
  return {
    element,
    update(entry) {
      setStyle(element, 'height', px(entry.height));
      name.update(entry.name);
      setText(from, entry.from);
      setText(to, entry.to);
      setText(at, entry.at);
    },
  };
}
