// SPDX-License-Identifier: MIT
/**
 * Which stop of the rotation is shown. Pure: time comes in as a number.
 *
 *   turning --key--> paused --key--> turning
 *      |--a change that matters--> held on its page for a while --> turning
 */

import type { Stop } from './places.js';

export interface Rotation {
  readonly index: number;
  readonly since: number;
  readonly isPaused: boolean;
  /** Until then the stop stays, because something happened on it. */
  readonly heldUntil: number;
}

const holdMs = 30000;

export function startRotation(now: number): Rotation {
  return { index: 0, since: now, isPaused: false, heldUntil: 0 };
}

/** Goes on to the next stop when the present one has had its time, and shown all it has. */
export function turned(
  rotation: Rotation, stops: readonly Stop[], now: number, wantsMs: number,
): Rotation {
  const inside = stops.length > 0 ? rotation.index % stops.length : 0;
  const here = inside === rotation.index ? rotation : { ...rotation, index: inside };
  const stop = stops[inside];
  if (!stop || here.isPaused || stops.length < 2 || now < here.heldUntil) return here;
  if (now - here.since < Math.max(stop.seconds * 1000, wantsMs)) return here;
  return { ...here, index: (inside + 1) % stops.length, since: now };
}

export function stepped(rotation: Rotation, stops: readonly Stop[], by: number, now: number): Rotation {
  const count = Math.max(1, stops.length);
  return { ...rotation, index: (rotation.index + by + count) % count, since: now, heldUntil: 0 };
}

export function pausedOrNot(rotation: Rotation, now: number): Rotation {
  return { ...rotation, isPaused: !rotation.isPaused, since: now };
}

/** Brings a stop forward and holds it. A paused wall stays where it is. */
export function broughtForward(rotation: Rotation, index: number, now: number): Rotation {
  if (rotation.isPaused || index < 0) return rotation;
  const since = index === rotation.index ? rotation.since : now;
  return { ...rotation, index, since, heldUntil: now + holdMs };
}

/** Keeps to the same page and place when the stops change under it. */
export function followed(rotation: Rotation, before: readonly Stop[], after: readonly Stop[]): Rotation {
  const shown = before[rotation.index];
  if (!shown) return rotation;
  const index = stopIndex(after, shown.place, shown.page);
  return index < 0 || index === rotation.index ? rotation : { ...rotation, index };
}

export function stopIndex(stops: readonly Stop[], place: string | undefined, page: string): number {
  for (let at = 0; at < stops.length; at++) {
    const stop = stops[at];
    if (stop && stop.place === place && stop.page === page) return at;
  }
  return -1;
}
