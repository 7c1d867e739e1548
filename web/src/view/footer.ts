// SPDX-License-Identifier: MIT
/** How old the data is, what is to be verified, the state of the inbox, and where the rotation stands. */

import type { Board } from '../data/model.js';
import { ageOf, formatAge, formatStamp } from '../text/format.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, setData, setText, show } from './dom.js';
import type { View } from './dom.js';
import type { Scene } from './scene.js';
import { slots } from './slots.js';

interface Item {
  readonly kind: 'age' | 'doubt' | 'gone' | 'faulty' | 'waiting' | 'note';
  readonly text: string;
}

export function footer(): View<Scene> {
  const list = make('ul', 'footer-items');
  const items = slots(list, itemView);
  const dots = make('div', 'footer-dots');
  const dotSlots = slots(dots, dotView);
  const screen = make('span', 'footer-screen');
  return {
    element: make('footer', 'footer', list, make('div', 'footer-right', screen, dots)),
    update(scene) {
      items.update(itemsOf(scene));
      setText(screen, scene.isPaused ? say(scene.lang, 'paused') : '');
      show(screen, scene.isPaused);
      dotSlots.update(dotsOf(scene));
    },
  };
}

function itemsOf({ board, lang, server, stop }: Scene): readonly Item[] {
  const items: Item[] = [{ kind: 'age', text: ageText(board, server && server.utcMs, lang) }];
  const inbox = board.inbox;
  if (inbox && !inbox.isAvailable) items.push({ kind: 'gone', text: say(lang, 'inboxGoneLong') });
  if (board.doubts > 0) items.push({ kind: 'doubt', text: say(lang, 'doubts', board.doubts) });
  if (inbox && inbox.waiting > 0) items.push({ kind: 'waiting', text: say(lang, 'waitingFiles', inbox.waiting) });
  const faulty = inbox ? inbox.refused + inbox.partial : 0;
  if (faulty > 0) items.push({ kind: 'faulty', text: say(lang, 'filesToMend', faulty) });
  const hasIntervals = stop.page !== 'campaign' && board.indicators.some((one) => one.place === stop.place && !!one.interval);
  if (hasIntervals) items.push({ kind: 'note', text: say(lang, 'samplingNote') });
  return items;
}

function ageText(board: Board, utcMs: number | undefined, lang: Lang): string {
  const stamp = board.inbox && board.inbox.lastTakenAt;
  if (!stamp) return say(lang, 'noFileYet');
  const age = utcMs === undefined ? undefined : ageOf(stamp, utcMs);
  const at = say(lang, 'asOf', formatStamp(stamp, board.today, lang));
  if (age === undefined) return at;
  const ago = say(lang, 'ago', formatAge(age, lang));
  return lang === 'zh' ? `${at}(${ago})` : `${at} (${ago})`;
}

function itemView(): View<Item> {
  const element = make('li', 'footer-item');
  return {
    element,
    update({ kind, text }) {
      setData(element, 'kind', kind);
      setText(element, text);
    },
  };
}

/** One dot a stop; a bar instead where there would be too many to count. */
function dotsOf({ stops, position }: Scene): readonly boolean[] {
  if (stops < 2 || stops > 24) return [];
  const dots: boolean[] = [];
  for (let at = 0; at < stops; at++) dots.push(at === position);
  return dots;
}

function dotView(): View<boolean> {
  const element = make('span', 'footer-dot');
  return { element, update: (isHere) => setData(element, 'here', isHere ? 'yes' : undefined) };
}
