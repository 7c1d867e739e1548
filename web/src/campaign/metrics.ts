// SPDX-License-Identifier: MIT
/** The metrics of a campaign as cards: done and planned, progress against time, and in words. */

import type { Campaign, Metric } from '../data/campaign.js';
import { formatNumber, formatPercent } from '../text/format.js';
import { ems, shortened } from '../text/measure.js';
import { figureParts } from '../text/figure.js';
import { judgedLook, wordOf } from '../text/status.js';
import { metricName } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { progressBar } from '../view/progress.js';

export interface CardModel {
  readonly metric: Metric;
  readonly owner: string;
  readonly lang: Lang;
  readonly width: number;
  /** The same for all cards side by side, so that none looks more important. */
  readonly size: number;
  /** Before the campaign the card shows the plan; after it there is no pace any more. */
  readonly phase: Campaign['phase'];
}

export function metricCard(): View<CardModel> {
  const name = make('h3', 'card-name');
  const value = figure('card-figure');
  const plan = make('span', 'card-plan');
  const bar = progressBar();
  const state = stateView();
  const text = make('p', 'card-text');
  const element = make('article', 'card', make('div', 'card-title', name, plan), make('p', 'card-head', value.element), bar.element,
    state.element, text);
  return {
    element,
    update(model) {
      const { metric, owner, width, phase, lang } = model;
      const isUpcoming = phase === 'upcoming';
      const shown = judgedLook(metric);
      setStyle(element, 'width', px(width));
      setData(element, 'tone', shown.tone);
      setText(name, shortened(metricName(metric.name, lang), (width - 12 - ems(planText(model)) * 28) / 32));
      value.update({ owner: owner + metric.name, text: cardFigure(metric, phase) });
      setSize(value.element, model.size);
      setText(plan, planText(model));
      show(bar.element, metric.progress !== undefined && !isUpcoming);
      bar.update({ progress: metric.progress, timeProgress: metric.timeProgress, tone: shown.tone });
      state.update(model);
      setText(text, shortened(textOf(model), (width / 25) * 2));
    },
  };
}

/** What a card shows: the plan before the campaign, then what was done. */
function cardFigure(metric: Metric, phase: Campaign['phase']): string {
  return phase === 'upcoming' ? formatNumber(metric.plan || 0) : figureText(metric);
}

/** As large as the widest figure of the campaign lets all cards be. */
export function cardSize({ metrics, phase }: Campaign, width: number): number {
  const wide = metrics.map((metric) => {
    const { before, digits, after } = figureParts(cardFigure(metric, phase));
    return ems(digits) + 0.42 * ems(before + after) + 0.15;
  });
  return Math.min(104, width / Math.max(1, ...wide));
}

/** What stands beside the digits is smaller than they are, but never too small to read. */
function setSize(element: HTMLElement, size: number): void {
  setStyle(element, 'font-size', px(size));
  setData(element, 'narrow', size * 0.42 < 24 ? 'yes' : undefined);
}

function planText({ metric, phase, lang }: CardModel): string {
  if (phase === 'upcoming') return say(lang, 'plannedUnit', metric.unit);
  return metric.plan === undefined ? metric.unit : say(lang, 'ofPlan', `${formatNumber(metric.plan)}${metric.unit}`);
}

function figureText(metric: Metric): string {
  const isPlain = /^\d+$/.test(metric.display);
  return isPlain ? formatNumber(Number(metric.display)) : metric.display;
}

function stateView(): View<CardModel> {
  const sign = mark();
  const word = make('span', 'card-word');
  const element = make('p', 'card-state', sign.element, word);
  return {
    element,
    update(model) {
      const shown = judgedLook(model.metric);
      const text = stateText(model, wordOf(shown, model.lang));
      sign.update(shown);
      show(element, text !== '' && model.phase !== 'upcoming');
      setText(word, text);
    },
  };
}

/** The verdict, how much is done and, while it runs and has room, how much of the time is over. */
function stateText({ metric, lang, phase, width }: CardModel, verdict: string): string {
  const pieces = [verdict].filter((piece) => piece !== '');
  if (metric.progress !== undefined) pieces.push(formatPercent(Math.round(metric.progress)));
  if (metric.timeProgress !== undefined && metric.plan !== undefined && phase === 'running') {
    pieces.push(say(lang, 'timeIs', formatPercent(Math.round(metric.timeProgress))));
  }
  const room = (width - 40) / 25;
  while (pieces.length > 2 && ems(pieces.join('  ')) > room) pieces.pop();
  return shortened(pieces.join('  '), room);
}

/** Today's part, and the pace; the whole sentence stands below the curve. */
function textOf({ metric, phase, lang }: CardModel): string {
  const pieces: string[] = [];
  if (phase !== 'running') return '';
  if (metric.today) pieces.push(say(lang, 'todayPlus', formatNumber(metric.today)));
  if (metric.needed !== undefined && metric.pace !== undefined && metric.status !== 'done') {
    pieces.push(say(lang, 'paceShort', tenth(metric.pace), tenth(metric.needed)));
  } else if (metric.text && metric.plan !== undefined) pieces.push(pick(lang, metric.text));
  return pieces.join(' · ');
}

function tenth(value: number): string {
  return formatNumber(Math.round(value * 10) / 10);
}
