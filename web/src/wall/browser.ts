// SPDX-License-Identifier: MIT
/** The browser as the line sees it: the monotonic clock, timers and the two transports. */

import type { LineWorld } from '../link/connection.js';
import { openEvents, openSocket, openSocketOnceThere } from '../link/transport.js';

export const browserWorld: LineWorld = {
  now: () => performance.now(),
  random: () => Math.random(),
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
  openSocket,
  openSocketOnceThere,
  openEvents,
};

/** Runs at most once a frame, however often it is asked for. */
export function oncePerFrame(run: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      run();
    });
  };
}
