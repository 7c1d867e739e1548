// SPDX-License-Identifier: MIT
/**
 * An indicator's history with its control limits. The board has the last twelve points; the
 * limits are asked for when a chart is about to be shown, and kept until the figure changes.
 */

import { flag, list, member, number, text } from '../data/json.js';
import type { Json } from '../data/json.js';
import type { Indicator } from '../data/model.js';

export interface HistoryPoint {
  readonly period: string;
  readonly value: number | undefined;
  readonly center: number | undefined;
  readonly lcl: number | undefined;
  readonly ucl: number | undefined;
  readonly alarm: boolean;
}

export interface HistoryBook {
  /** The points that are known now; asks for better ones if there may be some. */
  pointsOf(indicator: Indicator): readonly HistoryPoint[];
}

interface Page {
  readonly version: string;
  readonly points: readonly HistoryPoint[] | undefined;
}

const mostPages = 24;
const mostPoints = 36;

/** ask answers with the parsed JSON, or undefined; onKnown is called when points have come. */
export function historyBook(ask: (path: string) => Promise<unknown>, onKnown: () => void): HistoryBook {
  const pages: { [key: string]: Page | undefined } = Object.create(null);
  let keys: string[] = [];
  return {
    pointsOf(indicator) {
      const version = `${indicator.updatedAt}/${indicator.period}/${indicator.display}`;
      const known = pages[indicator.key];
      if (!known || known.version !== version) request(indicator.key, version);
      return (known && known.points) || indicator.trend.map(withoutLimits);
    },
  };

  function request(key: string, version: string): void {
    const before = pages[key];
    pages[key] = { version, points: before && before.points };
    keys = keys.filter((other) => other !== key).concat(key);
    while (keys.length > mostPages) delete pages[keys.shift() || ''];
    void ask(historyPath(key)).then((body) => {
      const page = pages[key];
      if (body === undefined || !page || page.version !== version) return;
      pages[key] = { version, points: readHistory(body) };
      onKnown();
    });
  }
}

function historyPath(key: string): string {
  return `/api/indicators/${key.split('/').map(encodeURIComponent).join('/')}/history`;
}

export function readHistory(body: unknown): readonly HistoryPoint[] | undefined {
  const points = list(member(body, 'points')).map(readPoint).filter((point) => point.period !== '');
  return points.length > 0 ? points.slice(-mostPoints) : undefined;
}

function readPoint(from: Json): HistoryPoint {
  return {
    period: text(member(from, 'period')) || '',
    value: number(member(from, 'value')),
    center: number(member(from, 'center')),
    lcl: number(member(from, 'lcl')),
    ucl: number(member(from, 'ucl')),
    alarm: flag(member(from, 'alarm')),
  };
}

function withoutLimits(point: Indicator['trend'][number]): HistoryPoint {
  const { period, value, alarm } = point;
  return { period, value, alarm, center: undefined, lcl: undefined, ucl: undefined };
}
