// SPDX-License-Identifier: MIT
/** One line of the work plan: indicator, target, actual, progress, light, who, and by when. */

import type { Change } from '../data/changes.js';
import type { Indicator } from '../data/model.js';
import { figureOf, nameOf, periodOf, tagsOf } from '../plan/rowtext.js';
import { formatDay, formatNumber } from '../text/format.js';
import { fit } from '../text/fit.js';
import { linesOf } from '../text/lines.js';
import { ems, shortened } from '../text/measure.js';
import { indicatorLook, wordOf } from '../text/status.js';
import { displayText } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { commonScale, intervalBar } from '../view/interval.js';
import { fittedView, linesView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { progressBar } from '../view/progress.js';
import { changeText } from '../overview/row.js';
import { nameWays, whoCell } from './who.js';

export interface TargetRowModel {
  readonly indicator: Indicator;
  readonly change: Change | undefined;
  /** What the name has, in pixels. */
  readonly room: number;
  readonly isUpright: boolean;
  readonly lang: Lang;
}

export function targetRow(): View<TargetRowModel> {
  const cells = [nameCell(), goalCell(), progressCell(), stateCell(), whoCell(), dueCell()];
  const element = make('article', 'goal', ...cells.map((cell) => cell.element));
  return {
    element,
    update(model) {
      setData(element, 'key', model.indicator.key);
      setData(element, 'glow', model.change ? 'yes' : undefined);
      setData(element, 'tone', indicatorLook(model.indicator).tone);
      cells.forEach((cell) => cell.update(model));
    },
  };
}

function nameCell(): View<TargetRowModel> {
  const name = fittedView('h3', 'goal-name');
  const note = make('p', 'goal-note');
  return {
    element: make('div', 'goal-cell goal-title', name.element, note),
    update({ indicator, change, room, lang }) {
      const set = fit(nameOf(indicator), room, nameWays);
      const period = indicator.display !== undefined ? periodOf(indicator, lang) : '';
      const text = change ? changeText(change, lang) : period;
      name.update(set);
      setText(note, shortened(text, room / 24));
      show(note, set.lines.length === 1 && text !== '');
    },
  };
}

function goalCell(): View<TargetRowModel> {
  const goal = make('span', 'goal-target');
  const actual = figure('goal-actual');
  const tags = make('span', 'goal-tags');
  const element = make('div', 'goal-cell goal-figures', goal, make('span', 'goal-actual-box', actual.element, tags));
  return {
    element,
    update({ indicator, lang }) {
      const isReported = indicator.display !== undefined;
      setText(goal, indicator.target ? displayText(indicator.target.display, lang) : '');
      setData(element, 'missing', isReported ? undefined : 'yes');
      actual.update({ owner: indicator.key, text: isReported ? figureOf(indicator, lang) : '' });
      const words = tagsOf(indicator, lang).filter((tag) => isReported || tag.kind !== 'stale').map((tag) => tag.text);
      setText(tags, fittingWords(words));
      show(tags, words.length > 0);
    },
  };
}

/** What a line below the figure holds, in ems; the marks come in the order of their weight. */
const tagRoom = 9;

function fittingWords(words: readonly string[]): string {
  const joined = words.join(' · ');
  return words.length < 2 || ems(joined) <= tagRoom ? joined : fittingWords(words.slice(0, -1));
}

function progressCell(): View<TargetRowModel> {
  const percent = make('span', 'goal-percent');
  const bar = progressBar();
  const strip = make('div', 'goal-strip');
  const interval = intervalBar(32);
  strip.appendChild(interval.element);
  return {
    element: make('div', 'goal-cell goal-progress', percent, bar.element, strip),
    update({ indicator }) {
      const { progress, timeProgress } = indicator;
      const { tone } = indicatorLook(indicator);
      const target = indicator.target && indicator.target.value;
      const rate = { value: indicator.value, interval: indicator.interval, target };
      show(percent, progress !== undefined);
      show(bar.element, progress !== undefined);
      show(strip, progress === undefined && !!indicator.interval);
      setText(percent, progress === undefined ? '' : `${formatNumber(Math.round(progress))}%`);
      bar.update({ progress, timeProgress, tone });
      interval.update({ ...rate, scale: commonScale([rate]), tone, width: 260 });
    },
  };
}

/** What the mark leaves of its cell, in ems of the word. */
const wordRoom = { lying: 8.3, upright: 7.2 };

function stateCell(): View<TargetRowModel> {
  const sign = mark();
  const word = linesView('span', 'goal-word');
  return {
    element: make('div', 'goal-cell goal-state', sign.element, word.element),
    update({ indicator, isUpright, lang }) {
      const look = indicatorLook(indicator);
      sign.update(look);
      word.update(linesOf(wordOf(look, lang), isUpright ? wordRoom.upright : wordRoom.lying, isUpright ? 3 : 2));
    },
  };
}

/** So far away a day without its year would mislead. */
const farDays = 300;

function dueCell(): View<TargetRowModel> {
  const date = make('p', 'goal-date');
  const left = make('p', 'goal-left');
  return {
    element: make('div', 'goal-cell goal-due', date, left),
    update({ indicator, lang }) {
      const { due, target } = indicator;
      const day = (due && due.date) || (target && target.deadline) || '';
      const isFar = !!due && Math.abs(due.daysLeft || 0) > farDays;
      setText(date, isFar ? day : formatDay(day, lang));
      setText(left, dueText(indicator, lang));
      setData(left, 'overdue', due && due.overdue ? 'yes' : undefined);
    },
  };
}

function dueText({ due }: Indicator, lang: Lang): string {
  if (!due) return '';
  if (due.text) return pick(lang, due.text);
  if (due.daysLeft === undefined) return '';
  return due.overdue ? say(lang, 'overdueBy', -due.daysLeft) : say(lang, 'dueIn', due.daysLeft);
}
