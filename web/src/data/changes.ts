// SPDX-License-Identifier: MIT
/**
 * What a new board changed in what people see. A change glows for some seconds and says from
 * what; a change that matters brings its page forward. Pure.
 */

import { planStatuses, rateStatuses } from './model.js';
import type { Board, Indicator, Status } from './model.js';

export interface Change {
  readonly key: string;
  readonly place: string;
  readonly from: string | undefined;
  readonly at: number;
  /** The target was crossed, or a control chart raised an alarm. */
  readonly matters: boolean;
}

/** The newest change of each indicator that is still fresh, by key. */
export type Changes = { readonly [key: string]: Change | undefined };

export const glowMs = 12000;

/** The changes from one board to the next, at that moment of the page's own clock. */
export function changesBetween(before: Board, after: Board, at: number): readonly Change[] {
  const old: { [key: string]: Indicator | undefined } = Object.create(null);
  before.indicators.forEach((indicator) => {
    old[indicator.key] = indicator;
  });
  const found: Change[] = [];
  after.indicators.forEach((next) => {
    const last = old[next.key];
    if (last === next) return;
    const change = changeOf(last, next, at);
    if (change) found.push(change);
  });
  return found;
}

function changeOf(last: Indicator | undefined, next: Indicator, at: number): Change | undefined {
  const matters = !!last && (sideOf(last.status) !== sideOf(next.status) || (next.alarm && !last.alarm));
  const isSame = last && shownOf(last) === shownOf(next) && last.status === next.status;
  if (isSame && !matters) return undefined;
  return { key: next.key, place: next.place, from: last && shownOf(last), at, matters };
}

/** What the wall shows of it: the sum so far, where there is one. */
function shownOf({ done, display }: Indicator): string | undefined {
  return done || display;
}

/** On which side of its target a figure stands; 0 where there is nothing to compare. */
export function sideOf(status: Status): -1 | 0 | 1 {
  if (['met_clear', 'met_uncertain', 'met_all_tested', 'met', 'done', 'on_track'].includes(status)) {
    return 1;
  }
  const known: readonly Status[] = [...rateStatuses, ...planStatuses];
  return known.includes(status) && status !== 'too_few' ? -1 : 0;
}

/** Adds what is new and lets go of what has faded. */
export function freshChanges(held: Changes, found: readonly Change[], now: number): Changes {
  const fresh: { [key: string]: Change | undefined } = Object.create(null);
  Object.keys(held).forEach((key) => {
    const change = held[key];
    if (change && now - change.at < glowMs) fresh[key] = change;
  });
  found.forEach((change) => {
    fresh[change.key] = change;
  });
  return fresh;
}
