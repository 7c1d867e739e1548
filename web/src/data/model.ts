// SPDX-License-Identifier: MIT
/**
 * What the pages know about a board. Replaced as a whole, never edited in place. A member that
 * is undefined is unknown: it is shown in words or left out, never as zero.
 */

import type { Campaign } from './campaign.js';
import type { Missing, Sentence, Span, Status } from './terms.js';

export * from './terms.js';

export interface Target {
  readonly value: number | undefined;
  readonly qualifier: string | undefined;
  readonly display: string;
  readonly deadline: string | undefined;
}

export interface Previous {
  readonly period: string | undefined;
  readonly value: number | undefined;
  readonly change: number | undefined;
  readonly unit: string | undefined;
  readonly verdict: 'up' | 'down' | 'within_noise' | undefined;
  readonly text: Sentence | undefined;
}

export interface Due {
  readonly date: string | undefined;
  readonly daysLeft: number | undefined;
  readonly overdue: boolean;
  readonly text: Sentence | undefined;
}

export interface Part {
  readonly name: string;
  readonly value: number | undefined;
  readonly display: string | undefined;
  readonly passed: number | undefined;
  readonly inspected: number | undefined;
  readonly interval: Span | undefined;
  readonly status: Status | undefined;
  readonly rank: string | undefined;
  readonly missing: Missing | undefined;
}

export interface TrendPoint {
  readonly period: string;
  readonly value: number | undefined;
  readonly passed: number | undefined;
  readonly inspected: number | undefined;
  readonly alarm: boolean;
}

export interface Coverage {
  readonly reported: number;
  readonly must: number;
  readonly missing: readonly string[];
  /** Of which the board may name only the first. */
  readonly missingCount: number;
}

export interface Indicator {
  readonly key: string;
  readonly name: string;
  readonly place: string;
  readonly item: string | undefined;
  readonly area: string;
  readonly nature: string | undefined;
  readonly unit: string;
  readonly period: string | undefined;
  readonly value: number | undefined;
  readonly display: string | undefined;
  /** The sum of the periods so far, where the target asks for a sum. */
  readonly done: string | undefined;
  readonly qualifier: string | undefined;
  readonly passed: number | undefined;
  readonly inspected: number | undefined;
  readonly interval: Span | undefined;
  readonly target: Target | undefined;
  readonly status: Status;
  readonly verdict: Sentence | undefined;
  readonly word: Sentence | undefined;
  readonly needs: Sentence | undefined;
  readonly sample: 'small' | 'counts_only' | undefined;
  readonly missing: Missing | undefined;
  readonly progress: number | undefined;
  readonly timeProgress: number | undefined;
  readonly deviation: number | undefined;
  readonly due: Due | undefined;
  readonly previous: Previous | undefined;
  readonly parts: readonly Part[];
  /** Of which the board may hold only the first. */
  readonly partCount: number;
  readonly coverage: Coverage | undefined;
  readonly trend: readonly TrendPoint[];
  readonly chartSentence: Sentence | undefined;
  readonly alarm: boolean;
  readonly lead: string | undefined;
  readonly partners: readonly string[];
  /** Of which the board may name only the first. */
  readonly partnerCount: number;
  readonly isStale: boolean;
  readonly staleSince: string | undefined;
  readonly isRevised: boolean;
  readonly revisedFrom: string | undefined;
  readonly doubts: number;
  readonly doubtTexts: readonly Sentence[];
  readonly yoy: number | undefined;
  readonly updatedAt: string | undefined;
  readonly better: 'higher' | 'lower';
}

export interface Inbox {
  readonly isAvailable: boolean;
  readonly taken: number;
  readonly partial: number;
  readonly refused: number;
  readonly waiting: number;
  readonly lastTakenAt: string | undefined;
  readonly lastRefusedFile: string | undefined;
}

export interface Place {
  readonly name: string;
  readonly parent: string | undefined;
  readonly order: number;
}

export interface Move {
  readonly indicator: string;
  readonly period: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly at: string;
}

/** A wall that the configuration names, so that a television needs only /w/NAME. */
export interface NamedWall {
  readonly name: string;
  readonly options: { readonly [option: string]: string };
}

export interface Board {
  readonly title: string;
  readonly place: string | undefined;
  readonly today: string | undefined;
  readonly doubts: number;
  readonly indicators: readonly Indicator[];
  readonly campaigns: readonly Campaign[];
  readonly inbox: Inbox | undefined;
  readonly places: readonly Place[];
  readonly moved: readonly Move[];
  readonly walls: readonly NamedWall[];
}
