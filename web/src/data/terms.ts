// SPDX-License-Identifier: MIT
/** The words that all parts of a board share: sentences, statuses, why a figure is missing. */

/** A sentence for people, in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

export const rateStatuses = [
  'met_clear', 'met_uncertain', 'missed_uncertain', 'missed_clear', 'met_all_tested', 'met',
  'missed', 'too_few',
] as const;
export const planStatuses = ['done', 'on_track', 'behind', 'far_behind', 'overdue'] as const;
export const otherStatuses = ['unreported', 'none'] as const;
export type Status =
  | (typeof rateStatuses)[number]
  | (typeof planStatuses)[number]
  | (typeof otherStatuses)[number];

export const missings = [
  'unreported', 'zero_report', 'not_applicable', 'no_base', 'approximate',
] as const;
export type Missing = (typeof missings)[number];

export type Span = readonly [number, number];
