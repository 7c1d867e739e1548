// SPDX-License-Identifier: MIT
/** The rates of a place in the order in which they matter, and those that can lead the page. Pure. */

import type { Indicator } from '../data/model.js';
import { isRate } from '../plan/places.js';
import { severity } from '../text/status.js';

export function ratesOf(own: readonly Indicator[]): readonly Indicator[] {
  const rates = own.filter((one) => isRate(one) && one.display !== undefined);
  const order = rates.map((one, at) => ({ one, at }));
  order.sort((a, b) => weight(b.one) - weight(a.one) || a.at - b.at);
  return order.map(({ one }) => one);
}

/** In turn at the head of the page: those with most to say, at most five. */
export function leadersOf(rates: readonly Indicator[]): readonly Indicator[] {
  const rich = rates.filter((one) => one.interval || one.trend.length > 2 || one.parts.length > 1);
  return (rich.length > 0 ? rich : rates).slice(0, 5);
}

function weight(one: Indicator): number {
  const alarm = one.alarm ? 100 : 0;
  const doubt = one.doubts > 0 ? 3 : 0;
  return alarm + severity(one.status) * 10 + doubt + (one.inspected !== undefined ? 5 : 0)
    + (one.target ? 4 : 0) + (one.value !== undefined && one.value < 100 ? 1 : 0);
}
