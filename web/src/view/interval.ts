// SPDX-License-Identifier: MIT
/** A rate on its scale: the interval as a bar, the rate as a point, the target as a line. */

import type { Span } from '../data/model.js';
import type { Tone } from '../text/status.js';
import { setAttribute, setData } from './dom.js';
import { canvas, change, svg } from './svg.js';

export interface IntervalModel {
  readonly value: number | undefined;
  readonly interval: Span | undefined;
  readonly target: number | undefined;
  readonly scale: Span;
  readonly tone: Tone;
  /** In the drawing's own units, of which its height has so many as it was made with. */
  readonly width: number;
}

export interface Drawing<Model> {
  readonly element: SVGElement;
  update(model: Model): void;
}

/** A scale on which all of these rates can be compared: from a round number below the lowest. */
export function commonScale(rates: ReadonlyArray<Omit<IntervalModel, 'scale' | 'tone' | 'width'>>): Span {
  let low = 100;
  rates.forEach(({ value, interval, target }) => {
    [value, interval && interval[0], target].forEach((edge) => {
      if (edge !== undefined) low = Math.min(low, edge);
    });
  });
  const steps = [95, 90, 80, 70, 50, 0];
  const floor = steps.filter((step) => step < low - 1)[0];
  return [floor === undefined ? 0 : floor, 100];
}

export function intervalBar(height: number): Drawing<IntervalModel> {
  const element = canvas('interval', 0, height);
  const middle = height / 2;
  const thick = height * 0.3;
  const rail = svg('rect', { class: 'interval-rail', x: 0, y: middle - 1.5, height: 3, rx: 1.5 });
  const bar = svg('rect', { class: 'interval-bar', y: middle - thick / 2, height: thick, rx: thick / 2 });
  const point = svg('circle', { class: 'interval-point', cy: middle, r: height * 0.26 });
  const target = svg('rect', { class: 'interval-target', y: height * 0.04, width: 4, height: height * 0.92 });
  [rail, bar, target, point].forEach((shape) => element.appendChild(shape));
  return {
    element,
    update(model) {
      const { width } = model;
      const at = (rate: number): number => positionOf(rate, model.scale, width, height * 0.3);
      const [low, high] = model.interval || [0, 0];
      setAttribute(element, 'viewBox', `0 0 ${width} ${height}`);
      setData(element, 'tone', model.tone);
      change(rail, { width });
      change(bar, model.interval ? { display: '', x: at(low), width: Math.max(2, at(high) - at(low)) } : { display: 'none' });
      change(point, model.value === undefined ? { display: 'none' } : { display: '', cx: at(model.value) });
      change(target, model.target === undefined ? { display: 'none' } : { display: '', x: at(model.target) - 2 });
    },
  };
}

function positionOf(rate: number, [low, high]: Span, width: number, margin: number): number {
  const share = (Math.max(low, Math.min(high, rate)) - low) / Math.max(1e-9, high - low);
  return margin + share * (width - 2 * margin);
}
