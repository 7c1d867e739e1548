// SPDX-License-Identifier: MIT
/** What the pages know about a campaign: a window of days, what was planned and what was done. */

import type { Sentence, Span, Status } from './terms.js';

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly done: number | undefined;
  readonly display: string;
  readonly plan: number | undefined;
  readonly progress: number | undefined;
  readonly timeProgress: number | undefined;
  readonly deviation: number | undefined;
  readonly status: Status;
  readonly verdict: Sentence | undefined;
  readonly today: number | undefined;
  readonly projected: number | undefined;
  readonly range: Span | undefined;
  readonly pace: number | undefined;
  readonly pace7: number | undefined;
  readonly needed: number | undefined;
  readonly text: Sentence | undefined;
}

export const unitStates = [
  'reported', 'reported_today', 'zero_report', 'waiting', 'overdue', 'not_required',
] as const;
export type UnitState = (typeof unitStates)[number];

export interface Unit {
  readonly name: string;
  readonly state: UnitState;
  readonly reportedAt: string | undefined;
  readonly lateEntries: number;
  readonly metrics: Counts;
  readonly plan: Counts;
}

export interface Counts {
  readonly [metric: string]: number;
}

export interface Activity {
  readonly date: string;
  readonly unit: string;
  readonly title: string;
  readonly isLate: boolean;
  readonly metrics: Counts;
}

export interface Ranked {
  readonly unit: string;
  readonly rank: string | undefined;
  readonly progress: number | undefined;
  readonly done: number | undefined;
  readonly plan: number | undefined;
}

export interface DayCounts {
  readonly date: string;
  readonly counts: Counts;
}

export interface PlanStep {
  readonly date: string;
  readonly plan: number;
}

export interface Campaign {
  readonly key: string;
  readonly name: string;
  readonly place: string;
  readonly year: string | undefined;
  readonly theme: string | undefined;
  readonly start: string;
  readonly end: string;
  readonly phase: 'upcoming' | 'running' | 'ended';
  readonly day: number | undefined;
  readonly days: number | undefined;
  readonly daysLeft: number | undefined;
  readonly daysToStart: number | undefined;
  readonly metrics: readonly Metric[];
  readonly daily: readonly DayCounts[];
  readonly planSteps: { readonly [metric: string]: readonly PlanStep[] };
  readonly units: readonly Unit[];
  readonly reported: number | undefined;
  readonly must: number | undefined;
  readonly overdue: number | undefined;
  readonly onTimeRate: number | undefined;
  readonly latest: readonly Activity[];
  readonly ranking: readonly Ranked[];
  readonly verdict: Sentence | undefined;
}
