// SPDX-License-Identifier: MIT
/** A wall named in the configuration: what it stands for, unless the address says otherwise. */

import type { Board } from '../data/model.js';
import { readOptions } from '../plan/options.js';
import type { Options, Query } from '../plan/options.js';

export function withWall(asked: Options, board: Board, query: Query): Options {
  if (!asked.wall) return asked;
  const found = board.walls.filter((wall) => wall.name === asked.wall)[0];
  if (!found) return asked;
  return { ...readOptions('/', { ...found.options, ...query }), wall: asked.wall };
}
