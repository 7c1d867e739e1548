// SPDX-License-Identifier: MIT
/** The mark of a status: a shape in its tone. Solid is certain, outlined may be chance. */

import type { Look, Shape, Tone } from '../text/status.js';
import { setAttribute, setData } from './dom.js';
import { canvas, svg } from './svg.js';

interface Drawing {
  /** Drawn in the tone's colour, filled or outlined. */
  readonly body: string;
  readonly isSolid: boolean;
  /** Drawn on top: in the ground's colour on a solid body, else in the tone's. */
  readonly sign: string;
}

const circle = 'M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26z';
const triangle = 'M3.4 5.5h25.2L16 28.5z';
const check = 'M9.5 16.5l4.6 4.8 8.8-10';
const bang = 'M16 9.5v7M16 20.2v.4';

const drawings: { readonly [shape in Shape]: Drawing } = {
  check: { body: circle, isSolid: true, sign: check },
  'check-open': { body: circle, isSolid: false, sign: check },
  'check-plain': { body: '', isSolid: false, sign: 'M5 17l7.4 7.6 14.6-17' },
  drop: { body: triangle, isSolid: true, sign: bang },
  'drop-open': { body: triangle, isSolid: false, sign: bang },
  forward: { body: circle, isSolid: false, sign: 'M12.8 9.5l7 6.5-7 6.5' },
  half: { body: circle, isSolid: false, sign: 'M16 6.5v19M13 7.5v17M10 9.5v13' },
  diamond: { body: 'M16 2l14 14-14 14L2 16z', isSolid: true, sign: bang },
  clock: { body: 'M4 4h24v24H4z', isSolid: true, sign: 'M16 9v8l5.5 3.6' },
  empty: { body: 'M5 5h5M13.5 5h5M22 5h5v5M27 13.5v5M27 22v5h-5M18.5 27h-5M10 27H5v-5M5 18.5v-5M5 10V5', isSolid: false, sign: '' },
  zero: { body: circle, isSolid: false, sign: 'M16 9.5c-3 0-4.5 2.8-4.5 6.5s1.500 6.5 4.5 6.5 4.5-2.8 4.5-6.5-1.500-6.5-4.5-6.5z' },
  slash: { body: circle, isSolid: false, sign: 'M8 24L24 8' },
  dots: { body: circle, isSolid: false, sign: 'M10 16v.1M16 16v.1M22 16v.1' },
  none: { body: '', isSolid: false, sign: '' },
};

export interface Mark {
  readonly element: SVGElement;
  update(look: { readonly shape: Shape; readonly tone: Tone } | Look): void;
}

export function mark(): Mark {
  const element = canvas('mark', 32, 32);
  const body = svg('path', { class: 'mark-body' });
  const sign = svg('path', { class: 'mark-sign' });
  element.appendChild(body);
  element.appendChild(sign);
  return {
    element,
    update({ shape, tone }) {
      const drawing = drawings[shape];
      setData(element, 'tone', tone);
      setData(element, 'shape', shape);
      setData(element, 'fill', drawing.isSolid ? 'solid' : 'open');
      setAttribute(body, 'd', drawing.body || 'M0 0');
      setAttribute(sign, 'd', drawing.sign || 'M0 0');
    },
  };
}
