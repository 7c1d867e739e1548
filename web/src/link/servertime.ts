// SPDX-License-Identifier: MIT
/**
 * The server's time, on the page's own monotonic clock: the clock of the device may be a year
 * off. A message can only arrive late, so the offset that puts the server furthest ahead is the
 * truest one; it is let go slowly, so that a clock set back on the server is followed.
 */

export interface ServerTime {
  /** Server time in UTC milliseconds at monotonic 0. */
  readonly offset: number;
  /** Minutes east of Greenwich, as the server writes its times. */
  readonly zone: number;
}

const toleranceMs = 2000;

/** The time after a message with that stamp came at `now`; the old one if the stamp is no time. */
export function heard(
  time: ServerTime | undefined, sentAt: string, now: number,
): ServerTime | undefined {
  const utc = Date.parse(sentAt);
  if (isNaN(utc)) return time;
  const offset = utc - now;
  const zone = zoneOf(sentAt);
  if (!time || Math.abs(offset - time.offset) > toleranceMs) return { offset, zone };
  return { offset: Math.max(offset, time.offset - 1), zone };
}

export function serverNow(time: ServerTime, now: number): number {
  return time.offset + now;
}

/** The offset of an RFC 3339 time in minutes; Z is 0. */
export function zoneOf(stamp: string): number {
  const found = /([+-])(\d\d):?(\d\d)$/.exec(stamp);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === '-' ? -minutes : minutes;
}
