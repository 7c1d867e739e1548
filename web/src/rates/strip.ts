// SPDX-License-Identifier: MIT
/** The last twelve periods as bars: low ones are seen at once, alarms have a mark above. */

import type { TrendPoint } from '../data/model.js';
import { canvas, pool } from '../view/svg.js';
import type { Drawing } from '../view/interval.js';

export interface StripModel {
  readonly trend: readonly TrendPoint[];
}

const most = 12;

export function trendStrip(width: number, height: number): Drawing<StripModel> {
  const element = canvas('strip', width, height);
  const bars = pool(element, 'rect');
  const marks = pool(element, 'path');
  return {
    element,
    update({ trend }) {
      const points = trend.slice(-most);
      const step = width / most;
      const { low, high } = scaleOf(points);
      const tall = (value: number): number => 6 + ((value - low) / (high - low)) * (height - 18);
      bars.update(points.map((point, at) => {
        const size = point.value === undefined ? 2 : tall(point.value);
        return {
          class: at === points.length - 1 ? 'strip-bar strip-now' : 'strip-bar',
          x: (most - points.length + at) * step + 2, y: height - size, width: step - 4, height: size, rx: 2,
        };
      }));
      marks.update(points.map((point, at) => ({ point, at })).filter(({ point }) => point.alarm).map(({ at }) => {
        const x = (most - points.length + at) * step + step / 2;
        return { class: 'strip-alarm', d: `M${x} 0l5 5-5 5-5-5z` };
      }));
    },
  };
}

/** At least two points high, so that noise does not look like a cliff. */
function scaleOf(points: readonly TrendPoint[]): { readonly low: number; readonly high: number } {
  let low = 100;
  let high = 0;
  points.forEach(({ value }) => {
    if (value === undefined) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  });
  return low > high ? { low: 0, high: 100 } : { low: Math.max(0, Math.min(low, high - 2) - 1), high };
}
