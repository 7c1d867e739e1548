// SPDX-License-Identifier: MIT
/**
 * The stage on which a wall page is laid out, and the scale that brings it to the screen. The
 * stage is at least as large as its design in both directions and has the screen's own
 * proportions, so that it fills the screen and no glyph is ever stretched.
 */

import type { Fit } from './options.js';

export type Arrangement = 'landscape' | 'portrait' | 'wide';

export interface Stage {
  readonly arrangement: Arrangement;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const long = 1920;
const short = 1080;

export function stageFor(width: number, height: number, fit: Fit): Stage {
  const ratio = width / Math.max(1, height);
  const isPortrait = ratio < 0.9;
  const least = isPortrait ? { width: short, height: long } : { width: long, height: short };
  const scale = scaleFor(width / least.width, height / least.height, fit);
  const stage = {
    width: Math.round(Math.max(least.width, width / scale)),
    height: Math.round(Math.max(least.height, height / scale)),
    scale,
  };
  return { ...stage, arrangement: isPortrait ? 'portrait' : wideOrNot(stage.width / stage.height) };
}

function wideOrNot(ratio: number): Arrangement {
  return ratio > 2.2 ? 'wide' : 'landscape';
}

function scaleFor(across: number, down: number, fit: Fit): number {
  if (fit === 'width') return across;
  return fit === 'height' ? down : Math.min(across, down);
}

/** Where the stage stands after some minutes: a slow walk of a few pixels against burn-in. */
export function shiftAt(minutes: number): { readonly x: number; readonly y: number } {
  const step = Math.floor(minutes) % 16;
  const walk = [0, 1, 2, 3, 4, 3, 2, 1];
  return { x: (walk[step % 8] || 0) - 2, y: (walk[(step + (step < 8 ? 2 : 6)) % 8] || 0) - 2 };
}
