// SPDX-License-Identifier: MIT
/** The places of a rate by rank, each with its interval: those that cannot be told apart share one. */

import type { Indicator, Part, Span } from '../data/model.js';
import { paged } from '../plan/paging.js';
import { formatNumber } from '../text/format.js';
import { fit, listed } from '../text/fit.js';
import type { Way } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { missingLook, statusLook, wordOf } from '../text/status.js';
import { displayText } from '../text/translate.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, px, setStyle, setText, show } from '../view/dom.js';
import { panelHead } from '../view/panelhead.js';
import type { View } from '../view/dom.js';
import { commonScale, intervalBar } from '../view/interval.js';
import { fittedView } from '../view/lines.js';
import { slots } from '../view/slots.js';

export interface PartsModel {
  readonly indicator: Indicator;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly shownFor: number;
  readonly lang: Lang;
}

const rowHeight = { short: 54, long: 86 };
/** Rank, name, figure and count. */
const besideDrawing = 540;

export function partsView(): View<PartsModel> {
  const title = panelHead();
  const list = make('ol', 'parts');
  const rows = slots(list, partRow);
  const cover = make('p', 'parts-cover');
  return {
    element: make('section', 'panel', title.element, list, cover),
    update({ indicator, width, height, seconds, shownFor, lang }) {
      const { coverage } = indicator;
      const target = targetOf(indicator);
      const scale = commonScale(indicator.parts.map(({ value, interval }) => ({ value, interval, target })));
      const isLong = indicator.parts.some((part) => fit(part.name, nameWidth, nameWays).lines.length > 2);
      const tall = isLong ? rowHeight.long : rowHeight.short;
      const most = Math.max(1, Math.floor((height - 60 - (coverage ? 40 : 0)) / tall));
      const { items, from, pages } = paged(indicator.parts, most, seconds, shownFor);
      const total = indicator.partCount || indicator.parts.length;
      const isCut = pages > 1 || total > items.length;
      setStyle(list, '--tall', px(tall));
      title.update({ title: say(lang, 'partsTitle'), about: isCut ? say(lang, 'shownOf', from + 1, from + items.length, total) : '' });
      rows.update(items.map((part) => ({ part, scale, target, width, lang })));
      show(cover, !!coverage);
      setText(cover, coverage ? coverText(coverage, (width - 20) / 24, lang) : '');
    },
  };
}

const nameWays: readonly Way[] = [{ font: 28, lines: 1 }, { font: 24, lines: 2 }, { font: 24, lines: 3 }];
const nameWidth = 202;

/** How many have reported, and as many whole names of the others as there is room for. */
function coverText({ reported, must, missing, missingCount }: NonNullable<Indicator['coverage']>, room: number, lang: Lang): string {
  const head = say(lang, 'reportedOf', reported, must);
  const withNames = (names: string): string => `${head} · ${say(lang, 'missingUnits', names)}`;
  const names = listed(missing, missingCount, lang === 'zh' ? '、' : ', ', (text) => ems(withNames(text)) <= room,
    (shown, left) => say(lang, 'andOthers', shown, lang === 'zh' ? missingCount : left));
  return names ? withNames(names) : head;
}

function targetOf(indicator: Indicator): number | undefined {
  return indicator.target && indicator.target.value;
}

interface PartModel {
  readonly part: Part;
  readonly scale: Span;
  readonly target: number | undefined;
  readonly width: number;
  readonly lang: Lang;
}

function partRow(): View<PartModel> {
  const rank = make('span', 'part-rank');
  const name = fittedView('span', 'part-name');
  const drawing = make('span', 'part-drawing');
  const interval = intervalBar(32);
  const value = make('span', 'part-value');
  const count = make('span', 'part-count');
  drawing.appendChild(interval.element);
  return {
    element: make('li', 'part', rank, name.element, drawing, value, count),
    update({ part, scale, target, width, lang }) {
      const tone = part.status ? statusLook(part.status).tone : 'mute';
      setText(rank, part.rank || '');
      name.update(fit(part.name, nameWidth, nameWays));
      interval.update({ value: part.value, interval: part.interval, target, scale, tone, width: width - besideDrawing });
      setText(value, (part.display && displayText(part.display, lang)) || (part.missing ? wordOf(missingLook(part.missing), lang) : ''));
      setText(count, part.inspected === undefined ? '' : say(lang, 'countOf', formatNumber(part.inspected)));
    },
  };
}
