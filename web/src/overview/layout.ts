// SPDX-License-Identifier: MIT
/** Where the parts of the overview stand on the stage. Pure. */

import type { Box, Stage } from '../plan/stage.js';

export interface OverviewLayout {
  readonly centre: Box;
  readonly moved: Box;
  readonly columns: readonly Box[];
}

export const margin = 56;
export const bodyTop = 168;
const footHeight = 84;
const gap = 64;
const least = 540;

export function bodyBox(stage: Stage): Box {
  return {
    x: margin,
    y: bodyTop,
    width: stage.width - 2 * margin,
    height: stage.height - bodyTop - footHeight,
  };
}

/** How wide the focal point is, and what moved today below it. */
export function centreWidth(stage: Stage): number {
  if (stage.arrangement === 'portrait') return bodyBox(stage).width;
  return stage.arrangement === 'wide' ? 900 : 620;
}

/** movedHeight: what the list of what moved today takes. */
export function overviewLayout(stage: Stage, movedHeight: number): OverviewLayout {
  const body = bodyBox(stage);
  if (stage.arrangement === 'portrait') return portrait(body, movedHeight);
  return landscape(body, centreWidth(stage), movedHeight);
}

/** The focal point in the middle, columns on both sides of it. */
function landscape(body: Box, middle: number, movedHeight: number): OverviewLayout {
  const side = (body.width - middle) / 2 - gap;
  const count = Math.max(1, Math.floor((side + gap) / (least + gap)));
  const width = (side - (count - 1) * gap) / count;
  const columns: Box[] = [];
  for (let at = 0; at < 2 * count; at++) {
    const right = at >= count ? middle + gap : 0;
    columns.push({ ...body, x: body.x + at * (width + gap) + right, width });
  }
  const x = body.x + side + gap;
  return { ...halves({ ...body, x, width: middle }, movedHeight), columns };
}

/** The focal point on top, two columns below it. */
function portrait(body: Box, movedHeight: number): OverviewLayout {
  const top = { ...body, height: 800 };
  const width = (body.width - gap) / 2;
  const below = { ...body, y: body.y + 840, height: body.height - 840, width };
  return { ...halves(top, movedHeight), columns: [below, { ...below, x: below.x + width + gap }] };
}

function halves(box: Box, movedHeight: number): { readonly centre: Box; readonly moved: Box } {
  const height = box.height - movedHeight - 24;
  return {
    centre: { ...box, height },
    moved: { ...box, y: box.y + height + 24, height: movedHeight },
  };
}
