// SPDX-License-Identifier: MIT
/**
 * The board after a message: pure. A delta that does not start at our seq, or comes from another
 * run, is a gap: ask for a snapshot.
 */

import type { JsonObject } from './json.js';
import { merge } from './merge.js';
import type { Message } from './protocol.js';

export interface Held {
  readonly run: string;
  readonly seq: number;
  readonly board: JsonObject;
}

export type Applied =
  | { readonly ok: true; readonly held: Held; readonly isNew: boolean }
  | { readonly ok: false; readonly reason: 'gap' };

export function apply(held: Held | undefined, message: Message): Applied {
  switch (message.type) {
    case 'snapshot':
      return { ok: true, isNew: true, held: hold(message, message.board) };
    case 'delta':
      if (!held || message.run !== held.run || message.from !== held.seq) return gap;
      return { ok: true, isNew: true, held: hold(message, patched(held.board, message.patch)) };
    case 'tick':
      if (!held || message.run !== held.run || message.seq !== held.seq) return gap;
      return { ok: true, isNew: false, held };
  }
}

const gap: Applied = { ok: false, reason: 'gap' };

function hold(message: Message, board: JsonObject): Held {
  return { run: message.run, seq: message.seq, board };
}

function patched(board: JsonObject, patch: JsonObject): JsonObject {
  return merge(board, patch) as JsonObject;
}
