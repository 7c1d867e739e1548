// SPDX-License-Identifier: MIT
/** The cumulative curve of one metric against its plan, with the range where its pace leads. */

import type { Campaign, Metric } from '../data/campaign.js';
import { formatNumber, formatPeriodShort } from '../text/format.js';
import { metricName } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { chart } from '../view/chart.js';
import type { ChartModel, Curve } from '../view/chart.js';
import { make, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { linesView } from '../view/lines.js';
import { curveOf } from './curve.js';

export interface CurveModel {
  readonly campaign: Campaign;
  readonly metric: Metric | undefined;
  readonly today: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly lang: Lang;
}

export function curveView(): View<CurveModel> {
  const title = make('h2', 'panel-title');
  const drawing = chart('curve-chart');
  const sentence = linesView('p', 'curve-sentence');
  const element = make('section', 'panel curve', title, drawing.element, sentence.element);
  return {
    element,
    update(model) {
      const { metric, lang } = model;
      show(element, !!metric);
      if (!metric) return;
      setText(title, say(lang, 'curveTitle', metricName(metric.name, lang)));
      sentence.update(metric.text ? clausesOf(pick(lang, metric.text)) : []);
      drawing.update(chartOf(model, metric));
    },
  };
}

/** Its parts: a line is broken between them rather than within one. */
function clausesOf(sentence: string): readonly string[] {
  return (sentence.match(/[^;；]+[;；]?/g) || []).map((clause) => clause.trim());
}

function chartOf(model: CurveModel, metric: Metric): ChartModel {
  const { campaign, today, lang } = model;
  const curve = curveOf(campaign, metric, today);
  const short = (date: string): string => formatPeriodShort(date, lang);
  const hasRange = curve.low.some((value) => value !== undefined);
  return {
    subject: `${campaign.key}/${metric.name}`,
    width: model.width,
    height: model.height - 160,
    categories: curve.days.map(short),
    curves: [
      line('done', curve.done, 'accent', 6, 'solid', ''),
      line('plan', curve.plan, 'quiet', 3, 'dashed', metric.plan === undefined ? '' : say(lang, 'planLabel', formatNumber(metric.plan))),
      line('projected', curve.projected, 'accent', 3, 'dotted', metric.projected === undefined ? '' : say(lang, 'projectedLabel', formatNumber(Math.round(metric.projected)))),
    ],
    band: hasRange ? { low: curve.low, high: curve.high, colour: 'accent' } : undefined,
    range: [0, undefined],
    step: undefined,
    unit: '',
    at: today && campaign.phase === 'running' ? short(today) : undefined,
  };
}

function line(
  name: string, values: Curve['values'], colour: Curve['colour'], width: number, dash: Curve['dash'], label: string,
): Curve {
  return { name, kind: 'line', values, colour, width, dash, hasPoints: false, alarms: [], label };
}
