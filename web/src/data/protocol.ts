// SPDX-License-Identifier: MIT
/**
 * The messages of `plumb.v1`, checked. Nothing that the daemon sends is believed before it has
 * passed here; what does not pass is a failure with a reason, and the line is made anew.
 */

import { isObject, member, number, parse, text } from './json.js';
import type { JsonObject } from './json.js';

interface Stamp {
  readonly run: string;
  readonly seq: number;
  readonly sentAt: string;
}

export interface Snapshot extends Stamp {
  readonly type: 'snapshot';
  readonly board: JsonObject;
  readonly build: string | undefined;
}

export interface Delta extends Stamp {
  readonly type: 'delta';
  readonly from: number;
  readonly patch: JsonObject;
}

export interface Tick extends Stamp {
  readonly type: 'tick';
}

export type Message = Snapshot | Delta | Tick;

export type Read =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string };

export function readMessage(source: string): Read {
  const value = parse(source);
  if (!isObject(value)) return refused('not an object');
  const stamp = readStamp(value);
  if (!stamp) return refused('run, seq or sent_at is missing');
  switch (text(value['type'])) {
    case 'snapshot':
      return readSnapshot(value, stamp);
    case 'delta':
      return readDelta(value, stamp);
    case 'tick':
      return taken({ type: 'tick', ...stamp });
    default:
      return refused('unknown type');
  }
}

/** What a page says about itself after it has connected. */
export function helloMessage(display: string, screen: string, page: string): string {
  return JSON.stringify({ type: 'hello', display, screen, page });
}

function readStamp(value: JsonObject): Stamp | undefined {
  const run = text(member(value, 'run'));
  const seq = whole(member(value, 'seq'));
  const sentAt = text(member(value, 'sent_at'));
  if (!run || seq === undefined || !sentAt) return undefined;
  return { run, seq, sentAt };
}

function readSnapshot(value: JsonObject, stamp: Stamp): Read {
  const board = member(value, 'board');
  if (!isObject(board)) return refused('snapshot without a board');
  return taken({ type: 'snapshot', ...stamp, board, build: text(member(value, 'build')) });
}

function readDelta(value: JsonObject, stamp: Stamp): Read {
  const from = whole(member(value, 'from'));
  const patch = member(value, 'patch');
  if (from === undefined || !isObject(patch)) return refused('delta without from or patch');
  if (stamp.seq <= from) return refused('delta that goes back');
  return taken({ type: 'delta', ...stamp, from, patch });
}

function whole(value: unknown): number | undefined {
  const count = number(value);
  return count !== undefined && count >= 0 && Math.floor(count) === count ? count : undefined;
}

function taken(message: Message): Read {
  return { ok: true, message };
}

function refused(reason: string): Read {
  return { ok: false, reason };
}
