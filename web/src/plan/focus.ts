// SPDX-License-Identifier: MIT
/**
 * The one or two things that matter now: in a campaign its day and progress, then the worst
 * deviation; where nothing is off, what moved last; where nothing moved, the leading rate. Pure.
 */

import type { Campaign } from '../data/campaign.js';
import type { Board, Indicator } from '../data/model.js';
import { severity } from '../text/status.js';
import type { Word } from '../text/words.js';
import { campaignsOf, indicatorsOf, isRate } from './places.js';

export type Focus =
  | { readonly kind: 'campaign'; readonly campaign: Campaign }
  | { readonly kind: 'indicator'; readonly indicator: Indicator; readonly why: Word }
  | { readonly kind: 'unreported'; readonly total: number; readonly reported: number }
  | { readonly kind: 'empty' };

export function focusOf(board: Board, place: string | undefined): readonly Focus[] {
  const own = indicatorsOf(board, place);
  const running = campaignsOf(board, place).filter((campaign) => campaign.phase === 'running')[0];
  const found: Focus[] = [];
  if (running) found.push({ kind: 'campaign', campaign: running });
  const figure = figureFocus(board, own);
  const isBare = !!running && running.metrics.length === 0;
  if (figure && (found.length === 0 || isBare || isOff(figure))) found.push(figure);
  return found.length > 0 ? found : [{ kind: 'empty' }];
}

function isOff(focus: Focus): boolean {
  return focus.kind === 'indicator' && focus.why === 'worst';
}

function figureFocus(board: Board, own: readonly Indicator[]): Focus | undefined {
  const worst = best(own, (one) => severity(one.status) * 1000 + offBy(one));
  if (worst && severity(worst.status) > 0) return show(worst, 'worst');
  const awaited = unreportedFocus(own);
  if (awaited) return awaited;
  const moved = lastMoved(board, own);
  if (moved) return show(moved, 'latestMove');
  const leading = best(own.filter((one) => one.display !== undefined), leadingWeight);
  return leading && show(leading, 'headline');
}

function show(indicator: Indicator, why: Word): Focus {
  return { kind: 'indicator', indicator, why };
}

function best(own: readonly Indicator[], weight: (one: Indicator) => number): Indicator | undefined {
  let top: Indicator | undefined;
  own.forEach((one) => {
    if (!top || weight(one) > weight(top)) top = one;
  });
  return top;
}

/** How far a figure is from its target, in points, at most 999. */
function offBy(one: Indicator): number {
  const target = one.target && one.target.value;
  if (one.deviation !== undefined) return Math.min(999, Math.abs(one.deviation));
  if (target === undefined || one.value === undefined) return 0;
  return Math.min(999, Math.abs(one.value - target));
}

function unreportedFocus(own: readonly Indicator[]): Focus | undefined {
  const wanted = own.filter((one) => one.target);
  const awaited = wanted.filter((one) => one.status === 'unreported');
  if (awaited.length === 0 || awaited.length * 2 < own.length) return undefined;
  return { kind: 'unreported', total: wanted.length, reported: wanted.length - awaited.length };
}

function lastMoved(board: Board, own: readonly Indicator[]): Indicator | undefined {
  const keys = board.moved.filter((move) => move.from !== undefined).map((move) => move.indicator);
  return keys.map((key) => own.filter((one) => one.key === key)[0]).filter((one) => !!one)[0];
}

/** Rates with counts lead, then rates that could be higher; a plain count comes last. */
function leadingWeight(one: Indicator): number {
  let weight = isRate(one) && one.value !== undefined ? 100 : 0;
  if (one.inspected !== undefined) weight += 50;
  if (one.target) weight += 40;
  if (one.doubts > 0) weight += 30;
  if (one.value !== undefined && one.value < 100) weight += 20;
  return weight;
}
