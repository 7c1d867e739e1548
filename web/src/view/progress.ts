// SPDX-License-Identifier: MIT
/** Progress against time: a bar for what is done, a line for where the calendar stands. */

import type { Tone } from '../text/status.js';
import { make, setData, setStyle, show } from './dom.js';
import type { View } from './dom.js';

export interface ProgressModel {
  readonly progress: number | undefined;
  readonly timeProgress: number | undefined;
  readonly tone: Tone;
}

export function progressBar(): View<ProgressModel> {
  const fill = make('div', 'progress-fill');
  const time = make('div', 'progress-time');
  const element = make('div', 'progress', make('div', 'progress-rail', fill), time);
  return {
    element,
    update({ progress, timeProgress, tone }) {
      setData(element, 'tone', tone);
      setStyle(fill, 'width', `${clamped(progress)}%`);
      show(time, timeProgress !== undefined);
      setStyle(time, 'left', `${clamped(timeProgress)}%`);
    },
  };
}

function clamped(percent: number | undefined): number {
  return Math.max(0, Math.min(100, Math.round((percent || 0) * 10) / 10));
}
