// SPDX-License-Identifier: MIT
/** All that a wall page is drawn from. Replaced as a whole with every frame. */

import type { Changes } from '../data/changes.js';
import type { Board } from '../data/model.js';
import type { LineState } from '../link/age.js';
import type { Options } from '../plan/options.js';
import type { Stop } from '../plan/places.js';
import type { Stage } from '../plan/stage.js';
import type { Lang } from '../text/words.js';

export interface Scene {
  readonly board: Board;
  readonly stop: Stop;
  /** Where the rotation stands: this stop of so many. */
  readonly position: number;
  readonly stops: number;
  readonly isPaused: boolean;
  readonly line: LineState;
  readonly changes: Changes;
  readonly options: Options;
  readonly lang: Lang;
  readonly stage: Stage;
  /** The page's own monotonic clock, in milliseconds. */
  readonly now: number;
  /** Since this stop came up, in milliseconds. */
  readonly shownFor: number;
  /** The server's time; undefined before its first message. */
  readonly server: { readonly utcMs: number; readonly zone: number } | undefined;
}
