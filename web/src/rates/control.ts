// SPDX-License-Identifier: MIT
/** The control chart of a rate: its points, the centre and the stepped limits, the target. */

import type { Indicator } from '../data/model.js';
import { formatNumber, formatPeriodShort } from '../text/format.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import type { ChartModel, Curve, Values } from '../view/chart.js';
import type { HistoryPoint } from './history.js';

export interface ControlSize {
  readonly width: number;
  readonly height: number;
}

export function controlChart(
  indicator: Indicator, points: readonly HistoryPoint[], size: ControlSize, lang: Lang,
): ChartModel {
  const target = indicator.target && indicator.target.value;
  const column = (name: 'value' | 'center' | 'lcl' | 'ucl'): Values => points.map((point) => point[name]);
  const alarms = points.map((point, at) => (point.alarm ? at : -1)).filter((at) => at >= 0);
  const curves: Curve[] = [
    curve('value', column('value'), { colour: 'accent', width: 4, hasPoints: true, alarms }),
    curve('center', column('center'), { colour: 'quiet', width: 2, label: labelOf(points, 'center', say(lang, 'centre')) }),
    curve('lcl', column('lcl'), { colour: 'faint', width: 2, kind: 'step', dash: 'dotted', label: labelOf(points, 'lcl', say(lang, 'limit')) }),
    curve('ucl', column('ucl'), { colour: 'faint', width: 2, kind: 'step', dash: 'dotted' }),
  ];
  if (target !== undefined) {
    const label = say(lang, 'target', formatNumber(target));
    curves.push(curve('target', points.map(() => target), { colour: 'ink', width: 3, dash: 'dashed', label }));
  }
  return {
    ...size,
    subject: indicator.key,
    categories: points.map((point) => formatPeriodShort(point.period, lang)),
    curves, band: undefined, ...scaleOf(points, target), unit: '%', at: undefined,
  };
}

/** No second label where it would lie upon the one of the target. */
function labelOf(points: readonly HistoryPoint[], name: 'center' | 'lcl', word: string): string {
  const last = points[points.length - 1];
  const value = last && last[name];
  return value === undefined ? '' : `${word}${formatNumber(Math.round(value * 10) / 10)}`;
}

function curve(name: string, values: Values, rest: Partial<Curve> & Pick<Curve, 'colour' | 'width'>): Curve {
  return { name, values, kind: 'line', dash: 'solid', hasPoints: false, alarms: [], label: '', ...rest };
}

/** From below the lowest line to above the highest, within 0 and 100. */
function scaleOf(points: readonly HistoryPoint[], target: number | undefined): Pick<ChartModel, 'range' | 'step'> {
  let low = target === undefined ? 100 : target;
  let high = target === undefined ? 0 : target;
  points.forEach(({ value, lcl, ucl }) => [value, lcl, ucl].forEach((edge) => {
    if (edge === undefined) return;
    low = Math.min(low, edge);
    high = Math.max(high, edge);
  }));
  const step = [1, 2, 5, 10, 20, 25, 50].filter((one) => (high - low) / one <= 4)[0] || 50;
  const bottom = Math.max(0, Math.floor((low - step / 4) / step) * step);
  return { range: [bottom, Math.min(100, Math.ceil((high + step / 4) / step) * step)], step };
}
