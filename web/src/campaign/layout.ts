// SPDX-License-Identifier: MIT
/** Where the parts of the campaign page stand on the stage. Pure. */

import { bodyBox } from '../overview/layout.js';
import type { Box, Stage } from '../plan/stage.js';

export interface CampaignLayout {
  readonly day: Box;
  readonly metrics: Box;
  readonly curve: Box;
  readonly units: Box;
  readonly lists: readonly Box[];
  /** So many metric cards side by side. */
  readonly cards: number;
}

const gap = 56;
const topHeight = 286;

export function campaignLayout(stage: Stage): CampaignLayout {
  const body = bodyBox(stage);
  if (stage.arrangement === 'portrait') return portrait(body);
  const below = { ...body, y: body.y + topHeight + 32, height: body.height - topHeight - 32 };
  return stage.arrangement === 'wide' ? wide(body, below) : landscape(body, below);
}

function landscape(body: Box, below: Box): CampaignLayout {
  const [curve, units, list] = split(below, [0.44, 0.28, 0.28]);
  const [day, metrics] = split({ ...body, height: topHeight }, [0.34, 0.66]);
  return { day, metrics, curve, units, lists: [list], cards: 3 };
}

function wide(body: Box, below: Box): CampaignLayout {
  const [curve, units, latest, ranking] = split(below, [0.4, 0.26, 0.17, 0.17]);
  const [day, metrics] = split({ ...body, height: topHeight }, [0.22, 0.78]);
  return { day, metrics, curve, units, lists: [latest, ranking], cards: 6 };
}

function portrait(body: Box): CampaignLayout {
  const rows = (y: number, height: number): Box => ({ ...body, y: body.y + y, height });
  const [units, list] = split(rows(1010, body.height - 1010), [0.5, 0.5]);
  return { day: rows(0, 270), metrics: rows(290, 250), curve: rows(560, 420), units, lists: [list], cards: 2 };
}

type Boxes = readonly [Box, Box, Box, Box];

/** Side by side in these shares, with a gap between. */
function split(box: Box, shares: readonly number[]): Boxes {
  const room = box.width - gap * (shares.length - 1);
  let x = box.x;
  const boxes = shares.map((share) => {
    const part = { ...box, x, width: room * share };
    x += part.width + gap;
    return part;
  });
  return boxes as unknown as Boxes;
}
