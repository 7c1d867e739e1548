// SPDX-License-Identifier: MIT
/** Which figures this version moved on the wall. */

import type { Lang } from '../text/words.js';
import { make, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { slots } from '../view/slots.js';
import type { Moved, Receipt } from './files.js';
import { say } from './words.js';

export function movedView(): View<{ readonly receipt: Receipt; readonly lang: Lang }> {
  const title = make('h3', 'receipt-title');
  const list = make('ul', 'moved-list');
  const entries = slots(list, entryView);
  const none = make('p', 'receipt-more');
  const element = make('section', 'receipt-section', title, list, none);
  return {
    element,
    update({ receipt, lang }) {
      show(element, receipt.state === 'taken' || receipt.state === 'partial' || receipt.moved.length > 0);
      setText(title, say(lang, 'moved'));
      setText(none, say(lang, 'movedNone'));
      show(none, receipt.moved.length === 0);
      entries.update(receipt.moved.map((moved) => ({ moved, lang })));
    },
  };
}

function entryView(): View<{ readonly moved: Moved; readonly lang: Lang }> {
  const name = make('span', 'moved-name');
  const from = make('span', 'moved-from');
  const to = make('span', 'moved-to');
  return {
    element: make('li', 'moved-entry', name, make('span', 'moved-change', from, make('span', 'moved-arrow'), to)),
    update({ moved, lang }) {
      setText(name, moved.indicator);
      setText(from, moved.from === undefined ? say(lang, 'movedNew') : moved.from);
      setText(to, moved.to === undefined ? say(lang, 'movedGone') : moved.to);
    },
  };
}
