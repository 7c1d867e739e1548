// SPDX-License-Identifier: MIT
/** One rate in the list: verdict, name, interval with target, the last twelve periods, figure. */

import type { Change } from '../data/changes.js';
import type { Indicator, Span } from '../data/model.js';
import { figureOf, nameOf, tagsOf } from '../plan/rowtext.js';
import { formatNumber } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Way } from '../text/fit.js';
import { ems, shortened } from '../text/measure.js';
import { indicatorLook, missingLook, wordOf } from '../text/status.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { changeText } from '../overview/row.js';
import { figure } from '../view/figure.js';
import { make, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { intervalBar } from '../view/interval.js';
import { fittedView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { trendStrip } from './strip.js';

export interface RateModel {
  readonly indicator: Indicator;
  readonly change: Change | undefined;
  readonly scale: Span;
  readonly isLeader: boolean;
  /** Some rate of the list has a strip: the others keep its place free, so that all scales are in line. */
  readonly hasStrips: boolean;
  readonly width: number;
  readonly lang: Lang;
}

export function rateRow(): View<RateModel> {
  const sign = mark();
  const name = fittedView('h3', 'rate-name');
  const note = make('p', 'rate-note');
  const interval = intervalBar(36);
  const strip = trendStrip(120, 48);
  const value = figure('rate-figure');
  const count = make('p', 'rate-count');
  const drawing = make('div', 'rate-drawing');
  const history = make('div', 'rate-strip');
  drawing.appendChild(interval.element);
  history.appendChild(strip.element);
  const element = make('article', 'rate', sign.element, make('div', 'rate-title', name.element, note), drawing, history,
    make('div', 'rate-value', value.element, count));
  return {
    element,
    update(model) {
      const { indicator, change, scale, isLeader, lang } = model;
      const look = indicatorLook(indicator);
      const target = indicator.target && indicator.target.value;
      setData(element, 'key', indicator.key);
      setData(element, 'leader', isLeader ? 'yes' : undefined);
      setData(element, 'glow', change ? 'yes' : undefined);
      sign.update(look);
      const room = titleRoom(model);
      const set = fit(nameOf(indicator), room, nameWays);
      const lines = set.lines.length;
      name.update(set);
      setText(note, fitting(noteOf(model), room / 24.5));
      show(note, (lines === 1 || (!!change && lines === 2)) && noteOf(model).length > 0);
      show(drawing, hasDrawing(indicator));
      interval.update({ value: indicator.value, interval: indicator.interval, target, scale, tone: look.tone, width: 170 });
      show(history, model.hasStrips);
      setData(history, 'empty', indicator.trend.length > 1 ? undefined : 'yes');
      strip.update(indicator);
      value.update({ owner: indicator.key, text: figureOf(indicator, lang) });
      setText(count, countOf(indicator, lang));
    },
  };
}

const nameWays: readonly Way[] = [{ font: 29, lines: 2 }, { font: 25, lines: 2 }, { font: 24, lines: 3 }];

/** True where a name needs a higher row than others. */
export function isTallName(model: Pick<RateModel, 'indicator' | 'width' | 'hasStrips'>): boolean {
  return fit(nameOf(model.indicator), titleRoom(model), nameWays).lines.length > 2;
}

function hasDrawing(indicator: Indicator): boolean {
  return !!indicator.interval || !!indicator.target || indicator.value !== undefined;
}

/** What the mark, the drawings and the figure leave. */
function titleRoom({ indicator, width, hasStrips }: Pick<RateModel, 'indicator' | 'width' | 'hasStrips'>): number {
  const drawing = hasDrawing(indicator) ? 190 : 0;
  return width - 230 - drawing - (hasStrips ? 144 : 0);
}

/** As many of the pieces as fit whole; of the first its last clause if it is too long: the mark says the rest. */
function fitting(pieces: readonly string[], room: number): string {
  const [whole = ''] = pieces;
  let text = ems(whole) <= room ? whole : lastClause(whole);
  for (let at = 1; at < pieces.length && ems(`${text} · ${pieces[at]}`) <= room; at++) {
    text = `${text} · ${pieces[at]}`;
  }
  return shortened(text, room);
}

function lastClause(text: string): string {
  const clause = text.split(', ').pop() || '';
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** What stands below the name, what matters most first. */
function noteOf({ indicator, change, lang }: RateModel): readonly string[] {
  if (change) return [changeText(change, lang)];
  const tags = tagsOf(indicator, lang).filter((tag) => tag.kind !== 'missing').map((tag) => tag.text);
  const word = indicator.status === 'none' || indicator.sample === 'counts_only' ? '' : wordOf(indicatorLook(indicator), lang);
  const moved = indicator.previous && indicator.previous.text ? pick(lang, indicator.previous.text) : '';
  return [word].concat(tags.length > 0 ? tags : [moved]).filter((piece) => piece !== '');
}

function countOf(indicator: Indicator, lang: Lang): string {
  if (indicator.missing) return wordOf(missingLook(indicator.missing), lang);
  if (indicator.inspected === undefined || indicator.sample === 'counts_only') return '';
  return say(lang, 'countOf', formatNumber(indicator.inspected));
}
