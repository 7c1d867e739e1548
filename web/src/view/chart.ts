// SPDX-License-Identifier: MIT
/**
 * The only file that knows ECharts. A chart is made once and updated; what has not changed is not
 * drawn again. It is drawn once for each change: a curve that moved to its new place would be
 * forty drawings, which a small computer at a television does not have time for each second.
 */

import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { ems } from '../text/measure.js';
import { make, retrigger } from './dom.js';
import { paletteKeeper } from './palette.js';
import type { Colour, Palette } from './palette.js';

use([LineChart, BarChart, GridComponent, MarkLineComponent, LabelLayout, SVGRenderer]);

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
  readonly look: string;
}

export interface Chart {
  readonly element: HTMLElement;
  update(model: ChartModel): void;
}

const fontSize = 24;

export function chart(name: string): Chart {
  const element = make('div', `chart ${name}`);
  let made: ReturnType<typeof init> | undefined;
  let drawn = '';
  let subject = '';
  const paletteOf = paletteKeeper();
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
      made.setOption(optionOf(model, paletteOf(model.look)), { replaceMerge: ['series'] });
    },
  };
}

function optionOf(model: ChartModel, palette: Palette) {
  return {
    animation: false,
    textStyle: { fontFamily: palette.fontFamily, fontSize },
    grid: { left: 4, right: rightMargin(model), top: 30, bottom: 4, containLabel: true },
    xAxis: xAxis(model, palette),
    yAxis: yAxis(model, palette),
    series: allSeries(model, palette),
  };
}

function allSeries({ band, curves, at }: ChartModel, palette: Palette): readonly object[] {
  const drawn: object[] = curves.map((curve, index) => series(curve, index === 0 ? at : undefined, palette));
  return bandSeries(band, palette).concat(drawn);
}

function rightMargin({ curves }: ChartModel): number {
  const longest = Math.max(0, ...curves.map((curve) => ems(curve.label)));
  return 20 + longest * fontSize;
}

function xAxis({ categories }: ChartModel, { colours }: Palette) {
  return {
    type: 'category',
    data: categories,
    boundaryGap: false,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.rule, width: 2 } },
    axisLabel: { color: colours.faint, fontSize, hideOverlap: true, margin: 14 },
  };
}

function yAxis({ range, unit, step }: ChartModel, { colours }: Palette) {
  return {
    type: 'value',
    min: range[0],
    max: range[1],
    splitNumber: 3,
    interval: step,
    axisLabel: { color: colours.faint, fontSize, formatter: `{value}${unit}`, showMaxLabel: true },
    splitLine: { lineStyle: { color: colours.rule, width: 1 } },
  };
}

function series(curve: Curve, at: string | undefined, palette: Palette) {
  const { colours } = palette;
  const line = { color: colours[curve.colour], width: curve.width, type: curve.dash };
  return {
    id: curve.name,
    name: curve.name,
    type: curve.kind === 'bars' ? 'bar' : 'line',
    step: curve.kind === 'step' ? 'middle' : false,
    data: curve.values.map((value, index) => point(value, curve.alarms.includes(index), palette)),
    showSymbol: curve.hasPoints,
    symbol: 'circle',
    symbolSize: 12,
    connectNulls: false,
    silent: true,
    lineStyle: line,
    itemStyle: { color: colours[curve.colour] },
    labelLayout: { moveOverlap: 'shiftY' },
    endLabel: { show: hasEnd(curve), formatter: curve.label, color: colours[curve.colour], fontSize, distance: 10 },
    markLine: at === undefined ? undefined : markLine(at, palette),
  };
}

/** A label has its place at the last known value; without one ECharts would put it nowhere. */
function hasEnd({ label, values }: Curve): boolean {
  return label !== '' && values.some((value) => value !== undefined);
}

function point(value: number | undefined, isAlarm: boolean, { colours }: Palette) {
  if (value === undefined) return '-';
  if (!isAlarm) return value;
  return { value, symbol: 'diamond', symbolSize: 26, itemStyle: { color: colours.bad } };
}

function markLine(at: string, { colours }: Palette) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colours.ink, width: 2, type: 'solid' },
    data: [{ xAxis: at }],
  };
}

/** Two stacked lines: an invisible one, and the filled distance above it. */
function bandSeries(band: Band | undefined, { colours }: Palette): object[] {
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
    { ...base, id: 'band-high', data: height, areaStyle: { color: colours[band.colour], opacity: 0.22 } },
  ];
}
