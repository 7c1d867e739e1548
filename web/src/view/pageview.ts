// SPDX-License-Identifier: MIT
/** A page of the wall: a view that may ask to be seen longer than its turn. */

import type { View } from './dom.js';
import type { Scene } from './scene.js';

export interface PageView extends View<Scene> {
  /** How long it takes to show all it has, in milliseconds. */
  wantsMs(): number;
}
