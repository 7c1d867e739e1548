// SPDX-License-Identifier: MIT
/**
 * The only file that knows ECharts. A chart is made once and updated; what has not changed is not
 * drawn again. It is drawn once for each change: a curve that moved to its new place would be
 * forty drawings, which a small computer at a television does not have time for each second. The
 * drawing has a frame of its own, after that of the figures, so that neither is late.
 */

import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { ems } from '../text/measure.js';
import { make, retrigger } from './dom.js';

use([LineChart, BarChart, GridComponent, MarkLineComponent, LabelLayout, SVGRenderer]);

export type Colour = 'ink' | 'quiet' | 'faint' | 'accent' | 'good' | 'warn' | 'bad' | 'rule';
export type Values = ReadonlyArray<number | undefined>;

export interface Curve {
  readonly name: string;
  readonly kind: 'line' | 'step' | 'bars';
  readonly values: Values;
  readonly colour: Colour;
  readonly width: number;
  readonly dash: 'solid' | 'dashed' | 'dotted';
  readonly hasPoints: boolean;
  /** Points drawn larger and in the colour of alarm. */
  readonly alarms: readonly number[];
  /** The text at the end of the curve. */
  readonly label: string;
}

export interface Band {
  readonly low: Values;
  readonly high: Values;
  readonly colour: Colour;
}

export interface ChartModel {
  /** What the chart is about: that of another subject fades in. */
  readonly subject: string;
  readonly width: number;
  readonly height: number;
  readonly categories: readonly string[];
  readonly curves: readonly Curve[];
  readonly band: Band | undefined;
  readonly range: readonly [number | undefined, number | undefined];
  /** The distance of the labels on the upright axis; chosen if undefined. */
  readonly step: number | undefined;
  readonly unit: string;
  /** A vertical line at this category: today. */
  readonly at: string | undefined;
}

export interface Chart {
  readonly element: HTMLElement;
  update(model: ChartModel): void;
}

const fontSize = 24;

/** Asked for once: it makes the browser work out its styles. */
let font = '';
function fontOf(): string {
  font = font || getComputedStyle(document.body).fontFamily;
  return font;
}

export function chart(name: string): Chart {
  const element = make('div', `chart ${name}`);
  let made: ReturnType<typeof init> | undefined;
  let drawn = '';
  let isDrawn = false;
  let subject = '';
  return {
    element,
    update(model) {
      const next = JSON.stringify(model);
      if (next === drawn) return;
      drawn = next;
      if (model.subject !== subject) retrigger(element, 'turn');
      subject = model.subject;
      const size = { width: Math.round(model.width), height: Math.round(model.height) };
      if (!made) made = init(element, undefined, { renderer: 'svg', ...size });
      else if (made.getWidth() !== size.width || made.getHeight() !== size.height) made.resize(size);
      made.setOption(optionOf(model), { replaceMerge: ['series'], lazyUpdate: isDrawn });
      isDrawn = true;
    },
  };
}

/** Colours are those of the style sheet, by name: theme, dead line and paper need no new drawing. */
function colour(name: Colour): string {
  return `var(--${name})`;
}

function optionOf(model: ChartModel) {
  return {
    animation: false,
    textStyle: { fontFamily: fontOf(), fontSize },
    grid: { left: 4, right: rightMargin(model), top: 30, bottom: 4, containLabel: true },
    xAxis: xAxis(model),
    yAxis: yAxis(model),
    series: allSeries(model),
  };
}

function allSeries({ band, curves, at }: ChartModel): readonly object[] {
  const drawn: object[] = curves.map((curve, index) => series(curve, index === 0 ? at : undefined));
  return bandSeries(band).concat(drawn);
}

function rightMargin({ curves }: ChartModel): number {
  const longest = Math.max(0, ...curves.map((curve) => ems(curve.label)));
  return 20 + longest * fontSize;
}

function xAxis({ categories }: ChartModel) {
  return {
    type: 'category',
    data: categories,
    boundaryGap: false,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colour('rule'), width: 2 } },
    axisLabel: { color: colour('faint'), fontSize, hideOverlap: true, margin: 14 },
  };
}

function yAxis({ range, unit, step }: ChartModel) {
  return {
    type: 'value',
    min: range[0],
    max: range[1],
    splitNumber: 3,
    interval: step,
    axisLabel: { color: colour('faint'), fontSize, formatter: `{value}${unit}`, showMaxLabel: true },
    splitLine: { lineStyle: { color: colour('rule'), width: 1 } },
  };
}

function series(curve: Curve, at: string | undefined) {
  const line = { color: colour(curve.colour), width: curve.width, type: curve.dash };
  return {
    id: curve.name,
    name: curve.name,
    type: curve.kind === 'bars' ? 'bar' : 'line',
    step: curve.kind === 'step' ? 'middle' : false,
    data: curve.values.map((value, index) => point(value, curve.alarms.includes(index))),
    showSymbol: curve.hasPoints,
    symbol: 'circle',
    symbolSize: 12,
    connectNulls: false,
    silent: true,
    lineStyle: line,
    itemStyle: { color: colour(curve.colour) },
    labelLayout: { moveOverlap: 'shiftY' },
    endLabel: { show: hasEnd(curve), formatter: curve.label, color: colour(curve.colour), fontSize, distance: 10 },
    markLine: at === undefined ? undefined : markLine(at),
  };
}

/** A label has its place at the last known value; without one ECharts would put it nowhere. */
function hasEnd({ label, values }: Curve): boolean {
  return label !== '' && values.some((value) => value !== undefined);
}

function point(value: number | undefined, isAlarm: boolean) {
  if (value === undefined) return '-';
  if (!isAlarm) return value;
  return { value, symbol: 'diamond', symbolSize: 26, itemStyle: { color: colour('bad') } };
}

function markLine(at: string) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colour('ink'), width: 2, type: 'solid' },
    data: [{ xAxis: at }],
  };
}

/** Two stacked lines: an invisible one, and the filled distance above it. */
function bandSeries(band: Band | undefined): object[] {
  if (!band) return [];
  const base = {
    type: 'line', stack: 'band', silent: true, showSymbol: false, lineStyle: { width: 0 }, data: [] as unknown[],
  };
  const height = band.high.map((high, at) => {
    const low = band.low[at];
    return high === undefined || low === undefined ? '-' : high - low;
  });
  return [
    { ...base, id: 'band-low', data: band.low.map((low) => (low === undefined ? '-' : low)) },
    { ...base, id: 'band-high', data: height, areaStyle: { color: colour(band.colour), opacity: 0.22 } },
  ];
}
