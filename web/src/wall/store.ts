// SPDX-License-Identifier: MIT
/**
 * What the page holds: the board as it came, as it is read, what has just changed, and the
 * server's time. Replaced as a whole by each message. Pure.
 */

import { apply } from '../data/board.js';
import type { Held } from '../data/board.js';
import { changesBetween, freshChanges } from '../data/changes.js';
import type { Change, Changes } from '../data/changes.js';
import type { Board } from '../data/model.js';
import type { Message } from '../data/protocol.js';
import type { BoardReader } from '../data/readboard.js';
import { heard } from '../link/servertime.js';
import type { ServerTime } from '../link/servertime.js';

export interface Store {
  /** What a new connection may resume from; undefined after a gap. */
  readonly held: Held | undefined;
  readonly board: Board | undefined;
  readonly changes: Changes;
  readonly time: ServerTime | undefined;
  /** The build of the pages that the daemon served with its last snapshot. */
  readonly build: string | undefined;
}

export interface Taken {
  readonly store: Store;
  readonly isGap: boolean;
  readonly found: readonly Change[];
}

export const emptyStore: Store = {
  held: undefined, board: undefined, changes: {}, time: undefined, build: undefined,
};

/** The store after a message. A gap keeps what is shown, and forgets where to resume. */
export function take(store: Store, message: Message, read: BoardReader, now: number): Taken {
  const applied = apply(store.held, message);
  const time = heard(store.time, message.sentAt, now);
  if (!applied.ok) return { store: { ...store, held: undefined, time }, isGap: true, found: [] };
  if (!applied.isNew) return { store: { ...store, time }, isGap: false, found: [] };
  const board = read(applied.held.board);
  const found = store.board ? changesBetween(store.board, board, now) : [];
  const build = message.type === 'snapshot' ? message.build : store.build;
  const changes = freshChanges(store.changes, found, now);
  return { store: { held: applied.held, board, changes, time, build }, isGap: false, found };
}
