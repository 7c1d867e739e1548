// SPDX-License-Identifier: MIT
/** The metrics of a campaign as cards: done and planned, progress against time, and in words. */

import type { Campaign, Metric } from '../data/campaign.js';
import { formatNumber, formatPercent } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { ems, shortened } from '../text/measure.js';
import { figureParts } from '../text/figure.js';
import { judgedLook, wordOf } from '../text/status.js';
import { displayText, metricName } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { progressBar } from '../view/progress.js';

export interface CardModel {
  readonly metric: Metric;
  readonly owner: string;
  readonly lang: Lang;
  readonly width: number;
  /** The same for all cards side by side, so that none looks more important. */
  readonly size: number;
  readonly titleHeight: number;
  /** Before the campaign the card shows the plan; after it there is no pace any more. */
  readonly phase: Campaign['phase'];
}

export function metricCard(): View<CardModel> {
  const name = fittedView('h3', 'card-name');
  const value = figure('card-figure');
  const plan = make('span', 'card-plan');
  const bar = progressBar();
  const state = stateView();
  const text = make('p', 'card-text');
  const head = make('div', 'card-title', name.element, plan);
  const element = make('article', 'card', head, make('p', 'card-head', value.element), bar.element,
    state.element, text);
  return {
    element,
    update(model) {
      const { metric, owner, width, phase, lang } = model;
      const isUpcoming = phase === 'upcoming';
      const shown = judgedLook(metric);
      setStyle(element, 'width', px(width));
      setData(element, 'tone', shown.tone);
      const title = titleOf(model);
      setStyle(head, 'height', px(model.titleHeight));
      name.update(title.name);
      value.update({ owner: owner + metric.name, text: cardFigure(metric, phase, lang) });
      setSize(value.element, model.size);
      setText(plan, title.plan);
      show(bar.element, metric.progress !== undefined && !isUpcoming);
      bar.update({ progress: metric.progress, timeProgress: metric.timeProgress, tone: shown.tone });
      state.update(model);
      setText(text, fittingText(title.plan === '' ? planText(model) : '', model));
    },
  };
}

/** What a card shows: the plan before the campaign, then what was done. */
function cardFigure(metric: Metric, phase: Campaign['phase'], lang: Lang): string {
  return phase === 'upcoming' ? formatNumber(metric.plan || 0) : figureText(metric, lang);
}

/** As large as the widest figure of the campaign lets all cards be. */
export function cardSize({ metrics, phase }: Campaign, width: number, lang: Lang): number {
  const wide = metrics.map((metric) => {
    const { before, digits, after } = figureParts(cardFigure(metric, phase, lang));
    return ems(digits) + 0.42 * ems(before + after) + 0.15;
  });
  return Math.min(104, width / Math.max(1, ...wide));
}

/** What stands beside the digits is smaller than they are, but never too small to read. */
function setSize(element: HTMLElement, size: number): void {
  setStyle(element, 'font-size', px(size));
  setData(element, 'narrow', size * 0.42 < 24 ? 'yes' : undefined);
}

function planText({ metric, phase, lang }: Titled): string {
  if (phase === 'upcoming') return say(lang, 'plannedUnit', metric.unit);
  return metric.plan === undefined ? metric.unit : say(lang, 'ofPlan', `${formatNumber(metric.plan)}${metric.unit}`);
}

function figureText(metric: Metric, lang: Lang): string {
  const isPlain = /^\d+$/.test(metric.display);
  return isPlain ? formatNumber(Number(metric.display)) : displayText(metric.display, lang);
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

const nameWays: readonly Way[] = [{ font: 32, lines: 1 }, { font: 26, lines: 1 }, { font: 24, lines: 2 }];

/** As high as the longest name of the cards side by side, so that their figures stand in line. */
export function titleHeight(models: ReadonlyArray<Titled>): number {
  return Math.max(titleLine, ...models.map((model) => titleOf(model).name.lines.length * 28 + 2));
}

const titleLine = 40;

type Titled = Pick<CardModel, 'metric' | 'width' | 'phase' | 'lang'>;

/** The name whole; beside it the plan, if there is room for both. */
function titleOf(model: Titled): { readonly name: Fit; readonly plan: string } {
  const text = metricName(model.metric.name, model.lang);
  const plan = planText(model);
  const beside = fit(text, model.width - 16 - ems(plan) * 28, nameWays);
  return beside.isCut ? { name: fit(text, model.width, nameWays), plan: '' } : { name: beside, plan };
}

/** What stands in the two lines of a card: the plan where the name takes its place, and as much of the rest as stays whole. */
function fittingText(plan: string, model: CardModel): string {
  const pieces = [plan].concat(textOf(model)).filter((piece) => piece !== '');
  const room = (model.width / 25) * 2 - 2;
  while (pieces.length > 1 && ems(pieces.join(' · ')) > room) pieces.pop();
  return shortened(pieces.join(' · '), room);
}

/** Today's part, and the pace; the whole sentence stands below the curve. */
function textOf({ metric, phase, lang }: CardModel): readonly string[] {
  const pieces: string[] = [];
  if (phase !== 'running') return pieces;
  if (metric.today) pieces.push(say(lang, 'todayPlus', formatNumber(metric.today)));
  if (metric.needed !== undefined && metric.pace !== undefined && metric.status !== 'done') {
    pieces.push(say(lang, 'paceShort', tenth(metric.pace), tenth(metric.needed)));
  } else if (metric.text && metric.plan !== undefined) pieces.push(pick(lang, metric.text));
  return pieces;
}

function tenth(value: number): string {
  return formatNumber(Math.round(value * 10) / 10);
}
