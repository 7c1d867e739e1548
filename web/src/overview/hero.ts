// SPDX-License-Identifier: MIT
/** The focal point of the overview when it is one figure: large enough for six metres. */

import type { Change } from '../data/changes.js';
import type { Indicator } from '../data/model.js';
import { isRate } from '../plan/places.js';
import { figureOf, nameOf, periodOf, tagsOf } from '../plan/rowtext.js';
import { formatNumber } from '../text/format.js';
import { ems } from '../text/measure.js';
import { fit, inLines } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { figureParts } from '../text/figure.js';
import { indicatorLook, wordOf } from '../text/status.js';
import { displayText } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang, Word } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { commonScale, intervalBar } from '../view/interval.js';
import { fittedView, linesView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { changeText } from './row.js';

export interface HeroModel {
  readonly indicator: Indicator;
  readonly why: Word;
  readonly change: Change | undefined;
  readonly lang: Lang;
  readonly width: number;
  /** Smaller, because something else comes first. */
  readonly isSecond: boolean;
  /** The figure is no larger than this, in pixels. */
  readonly most?: number;
}

export function heroView(): View<HeroModel> {
  const why = make('p', 'hero-why');
  const name = fittedView('h2', 'hero-name');
  const value = figure('hero-figure');
  const verdict = verdictView();
  const detail = linesView('p', 'hero-detail');
  const bar = intervalBar(44);
  const strip = make('div', 'hero-strip');
  strip.appendChild(bar.element);
  const element = make('section', 'hero', why, name.element, value.element, verdict.element, strip, detail.element);
  return {
    element,
    update(model) {
      const { indicator, lang } = model;
      setData(element, 'second', model.isSecond ? 'yes' : undefined);
      setData(element, 'key', indicator.key);
      setData(element, 'tone', indicatorLook(indicator).tone);
      setData(element, 'glow', model.change ? 'yes' : undefined);
      setText(why, say(lang, model.why));
      name.update(nameFit(model));
      value.update({ owner: indicator.key, text: figureOf(indicator, lang) });
      setStyle(value.element, 'font-size', px(fontFor(model)));
      verdict.update(model);
      detail.update(inLines(detailOf(model), (model.width - 20) / detailFont));
      show(detail.element, !model.isSecond);
      show(strip, hasScale(indicator) && !model.isSecond);
      bar.update(stripOf(indicator));
    },
  };
}

const firstWays: readonly Way[] = [{ font: 42, lines: 2 }, { font: 34, lines: 2 }, { font: 28, lines: 3 }];
const secondWays: readonly Way[] = [{ font: 34, lines: 1 }, { font: 28, lines: 2 }, { font: 24, lines: 2 }];

function nameFit({ indicator, width, isSecond }: HeroModel): Fit {
  return fit(nameOf(indicator), width - 24, isSecond ? secondWays : firstWays);
}

/** What the words above and below the figure take more than a line each. */
function extraLines(model: HeroModel): number {
  return nameFit(model).lines.length + Math.max(1, verdictFit(model).lines.length) - 2;
}

/** As large as the figure fits, at most 230 px; 96 px is the least that matters at six metres. */
function fontFor(model: HeroModel): number {
  const { indicator, lang, width, isSecond, most } = model;
  const { before, digits, after } = figureParts(figureOf(indicator, lang));
  const wide = ems(digits) + 0.42 * ems(before + after) + 0.1;
  return Math.max(64, Math.min(most || (isSecond ? 104 - 34 * extraLines(model) : 230), width / wide));
}

/** A rate without counts has a point on its scale, but no interval. */
function hasScale(indicator: Indicator): boolean {
  return !!indicator.interval || (isRate(indicator) && indicator.value !== undefined);
}

function stripOf(indicator: Indicator) {
  const target = indicator.target && indicator.target.value;
  const rate = { value: indicator.value, interval: indicator.interval, target };
  return { ...rate, scale: commonScale([rate]), tone: indicatorLook(indicator).tone, width: 760 };
}

const firstVerdict: readonly Way[] = [{ font: 34, lines: 1 }, { font: 28, lines: 2 }];
const secondVerdict: readonly Way[] = [{ font: 28, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 2 }];

function verdictFit({ indicator, lang, width, isSecond }: HeroModel): Fit {
  const word = indicator.status === 'none' ? '' : wordOf(indicatorLook(indicator), lang);
  const text = indicator.verdict ? pick(lang, indicator.verdict) : word;
  return fit(text, width - 60, isSecond ? secondVerdict : firstVerdict);
}

/** The status in words: the sentence of the daemon, else the short word, with the target. */
function verdictView(): View<HeroModel> {
  const sign = mark();
  const words = fittedView('span', 'verdict-words');
  const element = make('p', 'verdict', sign.element, words.element);
  return {
    element,
    update(model) {
      const shown = indicatorLook(model.indicator);
      const set = verdictFit(model);
      sign.update(shown);
      setData(element, 'tone', shown.tone);
      words.update(set);
      show(element, set.text !== '');
    },
  };
}

const detailFont = 28;

function detailOf({ indicator, change, lang }: HeroModel): readonly string[] {
  const pieces: string[] = [];
  if (change) pieces.push(changeText(change, lang));
  if (indicator.target && indicator.display !== undefined) {
    pieces.push(say(lang, 'target', displayText(indicator.target.display, lang)));
  }
  if (indicator.period) pieces.push(periodOf(indicator, lang));
  if (indicator.inspected !== undefined && indicator.passed !== undefined) {
    pieces.push(say(lang, 'inspected', formatNumber(indicator.inspected), formatNumber(indicator.passed)));
  }
  tagsOf(indicator, lang).forEach((tag) => pieces.push(tag.text));
  if (indicator.lead && indicator.inspected === undefined) pieces.push(indicator.lead);
  return pieces.slice(0, 6);
}
