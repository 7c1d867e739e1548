// SPDX-License-Identifier: MIT
/** The focal point of the work plan: how many targets are met, and how the others stand. */

import type { Indicator } from '../data/model.js';
import { ems } from '../text/measure.js';
import { severity, statusLook, wordOf } from '../text/status.js';
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
  readonly width: number;
  readonly isUpright: boolean;
  readonly lang: Lang;
}

export function summaryView(): View<SummaryModel> {
  const label = make('span', 'summary-label');
  const met = figure('summary-figure');
  const chips = make('ul', 'summary-chips');
  const chipSlots = slots(chips, chipView);
  return {
    element: make('section', 'summary', label, met.element, chips),
    update(model) {
      const { planned, owner, lang } = model;
      setText(label, say(lang, 'goalsMet'));
      met.update({ owner, text: metText(planned) });
      chipSlots.update(fitting(model).map((tally) => ({ tally, lang })));
    },
  };
}

function metText(planned: readonly Indicator[]): string {
  return `${metCount(planned)}/${planned.length}`;
}

function chipWord({ status }: Tally, lang: Lang): string {
  return status === 'met_uncertain' ? say(lang, 'metPerhaps') : wordOf(statusLook(status), lang).split(/[,,(]/)[0] || '';
}

/** As many kinds of state as stand in a line beside the figure, upright in two; what needs nobody is left out first. */
function fitting(model: SummaryModel): readonly Tally[] {
  let shown = tallies(model.planned);
  while (shown.length > 1 && linesTaken(shown, model) > (model.isUpright ? 2 : 1)) shown = withoutLeast(shown);
  return shown;
}

function withoutLeast(shown: readonly Tally[]): readonly Tally[] {
  const least = shown.slice().sort((a, b) => severity(a.status) - severity(b.status) || a.count - b.count)[0];
  return shown.filter((one) => one !== least);
}

function linesTaken(shown: readonly Tally[], { planned, width, isUpright, lang }: SummaryModel): number {
  const figureSize = isUpright ? 96 : 120;
  const margin = isUpright ? 24 : 40;
  const room = width - 36 * ems(say(lang, 'goalsMet')) - 24 - figureSize * ems(metText(planned));
  let lines = 1;
  let left = room;
  shown.forEach((tally) => {
    const taken = 56 + 48 * ems(String(tally.count)) + 28 * ems(chipWord(tally, lang)) + margin;
    if (taken > left) lines += 1;
    left = (taken > left ? room : left) - taken;
  });
  return lines;
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
      setText(word, chipWord(tally, lang));
    },
  };
}
