// SPDX-License-Identifier: MIT
/** The indicators of the work plan in the order in which they need somebody. Pure. */

import type { Indicator, Status } from '../data/model.js';
import { sideOf } from '../data/changes.js';
import { severity } from '../text/status.js';

export interface Tally {
  readonly status: Status;
  readonly count: number;
}

export function plannedOf(own: readonly Indicator[]): readonly Indicator[] {
  const wanted = own.filter((one) => one.target);
  const order = wanted.map((one, at) => ({ one, at }));
  order.sort((a, b) => weight(b.one) - weight(a.one) || dueIn(a.one) - dueIn(b.one) || a.at - b.at);
  return order.map(({ one }) => one);
}

function weight(one: Indicator): number {
  if (severity(one.status) > 0) return 10 + severity(one.status);
  return one.status === 'unreported' ? 5 : 0;
}

function dueIn(one: Indicator): number {
  return one.due && one.due.daysLeft !== undefined ? one.due.daysLeft : 1e6;
}

export function metCount(planned: readonly Indicator[]): number {
  return planned.filter((one) => sideOf(one.status) > 0).length;
}

/** How many stand where, the most frequent first. */
export function tallies(planned: readonly Indicator[]): readonly Tally[] {
  const counts: { [status: string]: number | undefined } = {};
  planned.forEach((one) => {
    counts[one.status] = (counts[one.status] || 0) + 1;
  });
  return (Object.keys(counts) as Status[])
    .map((status) => ({ status, count: counts[status] || 0 }))
    .sort((a, b) => b.count - a.count);
}
