// SPDX-License-Identifier: MIT
/** Which places a wall turns through, and what each has to show. Pure. */

import type { Campaign } from '../data/campaign.js';
import type { Board, Indicator } from '../data/model.js';
import { severity } from '../text/status.js';
import type { Options, PageName, Turn } from './options.js';

/** One stop of the rotation. place is undefined while the board is empty. */
export interface Stop extends Turn {
  readonly place: string | undefined;
}

/** The place that was asked for, else the office's, else each root place that has data. */
export function placesToShow(board: Board, options: Options): readonly string[] {
  const asked = options.place || board.place;
  if (asked) return [asked];
  const having = namesWithData(board);
  const roots = having.filter((name) => !hasAncestorIn(board, name, having));
  return inOrder(board, roots);
}

function namesWithData(board: Board): readonly string[] {
  const seen: { [name: string]: true | undefined } = Object.create(null);
  board.indicators.forEach((indicator) => {
    seen[indicator.place] = true;
  });
  board.campaigns.forEach((campaign) => {
    if (campaign.units.length > 0 || campaign.metrics.length > 0) seen[campaign.place] = true;
  });
  return Object.keys(seen).filter((name) => name !== '');
}

function hasAncestorIn(board: Board, name: string, having: readonly string[]): boolean {
  let at = parentOf(board, name);
  for (let depth = 0; at && depth < 10; depth++) {
    if (having.includes(at)) return true;
    at = parentOf(board, at);
  }
  return false;
}

function parentOf(board: Board, name: string): string | undefined {
  const found = board.places.filter((place) => place.name === name)[0];
  return found && found.parent;
}

function inOrder(board: Board, names: readonly string[]): readonly string[] {
  const order: { [name: string]: number | undefined } = Object.create(null);
  board.places.forEach((place, index) => {
    order[place.name] = Math.min(place.order, 1e9) * 1000 + index;
  });
  const rank = (name: string): number => order[name] || 1e15;
  return names.slice().sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

export function indicatorsOf(board: Board, place: string | undefined): readonly Indicator[] {
  return board.indicators.filter((indicator) => indicator.place === place);
}

/** Without the items that stand in order within a whole of the same period, which shows them. */
export function wholesOf(own: readonly Indicator[]): readonly Indicator[] {
  const wholes: { [name: string]: Indicator | undefined } = Object.create(null);
  own.forEach((one) => {
    if (!one.item && one.display !== undefined) wholes[one.name] = one;
  });
  return own.filter((one) => {
    const whole = one.item ? wholes[one.name] : undefined;
    return !whole || whole.period !== one.period || severity(one.status) > severity(whole.status);
  });
}

export function isRate(indicator: Indicator): boolean {
  return /rate$/.test(indicator.nature || '') || (!indicator.nature && indicator.unit === '%');
}

/** The campaigns of a place, the one to show first: running, then next, then last ended. */
export function campaignsOf(board: Board, place: string | undefined): readonly Campaign[] {
  const phases = ['running', 'upcoming', 'ended'];
  const weight = (campaign: Campaign): number =>
    phases.indexOf(campaign.phase) * 1e6 - campaign.metrics.length * 1e3 - campaign.units.length;
  const near = (campaign: Campaign): string =>
    campaign.phase === 'ended' ? invert(campaign.end) : campaign.start;
  return board.campaigns
    .filter((campaign) => campaign.place === place)
    .sort((a, b) => weight(a) - weight(b) || (near(a) < near(b) ? -1 : 1));
}

/** A date whose order is reversed: the latest first. */
function invert(date: string): string {
  return date.replace(/\d/g, (digit) => String(9 - Number(digit)));
}

const soonDays = 60;

/** A campaign that is on, near, or has left something to show. */
function isCurrent(campaign: Campaign): boolean {
  if (campaign.phase === 'upcoming') return (campaign.daysToStart || 0) <= soonDays;
  return campaign.phase === 'running' || campaign.metrics.length > 0 || campaign.latest.length > 0;
}

function hasSomething(board: Board, place: string | undefined, page: PageName, isAlone: boolean): boolean {
  const own = indicatorsOf(board, place);
  switch (page) {
    case 'overview':
      return true;
    case 'rates':
      return own.some((indicator) => isRate(indicator) && indicator.value !== undefined);
    case 'campaign':
      return campaignsOf(board, place).some((campaign) => isAlone || isCurrent(campaign));
    case 'targets':
      return own.some((indicator) => !!indicator.target);
  }
}

/** All stops in their order: place by place, each with its pages that have something to show. */
export function stopsOf(board: Board, options: Options, turns: readonly Turn[]): readonly Stop[] {
  const stops: Stop[] = [];
  const places: ReadonlyArray<string | undefined> = placesToShow(board, options);
  (places.length > 0 ? places : [undefined]).forEach((place) => {
    turns.forEach((turn) => {
      if (hasSomething(board, place, turn.page, turns.length === 1)) stops.push({ ...turn, place });
    });
  });
  if (stops.length > 0) return stops;
  return turns.slice(0, 1).map((turn) => ({ ...turn, place: places[0] }));
}
