// SPDX-License-Identifier: MIT
/**
 * The state of the line as people see it. Ages are measured on the monotonic clock.
 *
 *   connecting -> live -> reconnecting -> stale
 *                  ^___________|____________|
 */

/** Ticks come every 10 s: one that is this late says that the line is dead. */
export const silentMs = 14000;

export type LineKind = 'connecting' | 'live' | 'reconnecting' | 'stale';

export interface LineState {
  readonly kind: LineKind;
  /** Since the last message, in milliseconds; undefined before the first one. */
  readonly ageMs: number | undefined;
}

export function lineState(isOpen: boolean, heardAt: number | undefined, now: number): LineState {
  if (heardAt === undefined) return { kind: 'connecting', ageMs: undefined };
  const ageMs = Math.max(0, now - heardAt);
  if (ageMs >= silentMs) return { kind: 'stale', ageMs };
  return { kind: isOpen ? 'live' : 'reconnecting', ageMs };
}
