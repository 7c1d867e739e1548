// SPDX-License-Identifier: MIT
/** What moved today, newest first: indicator, from what, to what, when. */

import type { Board, Move } from '../data/model.js';
import { formatStamp } from '../text/format.js';
import { ems, shortened } from '../text/measure.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { slots } from '../view/slots.js';

export interface MovedModel {
  readonly board: Board;
  readonly place: string | undefined;
  readonly most: number;
  readonly width: number;
  readonly lang: Lang;
}

interface Entry {
  readonly move: Move;
  readonly width: number;
  readonly lang: Lang;
}

export function movedView(): View<MovedModel> {
  const title = make('h2', 'moved-title');
  const list = make('ul', 'moved-list');
  const entries = slots(list, entryView);
  const none = make('p', 'moved-none');
  return {
    element: make('section', 'moved', title, list, none),
    update({ board, place, most, width, lang }) {
      const own = movesOf(board, place);
      setText(title, own.length > most ? `${say(lang, 'movedToday')} · ${say(lang, 'newestOf', most, own.length)}` : say(lang, 'movedToday'));
      entries.update(own.slice(0, most).map((move) => ({ move, width, lang })));
      setText(none, say(lang, 'nothingMoved'));
      show(none, own.length === 0);
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

function entryView(): View<Entry> {
  const name = make('span', 'moved-name');
  const from = make('span', 'moved-from');
  const to = make('span', 'moved-to');
  const at = make('span', 'moved-at');
  return {
    element: make('li', 'moved-entry', at, name, from, make('span', 'moved-arrow'), to),
    update({ move, width, lang }) {
      const before = shortened(move.from === undefined ? say(lang, 'isNew') : move.from, 6);
      const after = shortened(move.to || '', 6);
      const room = (width - 170) / 28 - ems(before) - ems(after);
      setText(name, moveName(move.indicator, room));
      setText(from, before);
      setText(to, after);
      setText(at, formatStamp(move.at, move.at.slice(0, 10), lang));
    },
  };
}

/** So much of a name, in ems, says still what it is about. */
const leastName = 3.5;

/** Of a name that is too long the item stays whole: it tells one from the other. */
function moveName(key: string, room: number): string {
  const [, name = '', item] = key.split('/');
  const end = item ? ` · ${item}` : '';
  return ems(end) > room - leastName ? shortened(name + end, room) : shortened(name, room - ems(end)) + end;
}
