// SPDX-License-Identifier: MIT
/** The focal point of the work plan: how many targets are met, and how the others stand. */

import type { Indicator } from '../data/model.js';
import { statusLook, wordOf } from '../text/status.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, setData, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';
import { metCount, tallies } from './order.js';
import type { Tally } from './order.js';

export interface SummaryModel {
  readonly planned: readonly Indicator[];
  readonly owner: string;
  /** No more kinds of state than these. */
  readonly most: number;
  readonly lang: Lang;
}

export function summaryView(): View<SummaryModel> {
  const label = make('span', 'summary-label');
  const met = figure('summary-figure');
  const chips = make('ul', 'summary-chips');
  const chipSlots = slots(chips, chipView);
  return {
    element: make('section', 'summary', label, met.element, chips),
    update({ planned, owner, most, lang }) {
      setText(label, say(lang, 'goalsMet'));
      met.update({ owner, text: `${metCount(planned)}/${planned.length}` });
      chipSlots.update(tallies(planned).slice(0, most).map((tally) => ({ tally, lang })));
    },
  };
}

function chipView(): View<{ readonly tally: Tally; readonly lang: Lang }> {
  const sign = mark();
  const count = make('span', 'chip-count');
  const word = make('span', 'chip-word');
  const element = make('li', 'chip', sign.element, count, word);
  return {
    element,
    update({ tally, lang }) {
      const look = statusLook(tally.status);
      sign.update(look);
      setData(element, 'tone', look.tone);
      setText(count, String(tally.count));
      setText(word, tally.status === 'met_uncertain' ? say(lang, 'metPerhaps') : wordOf(look, lang).split(/[,,(]/)[0] || '');
    },
  };
}
