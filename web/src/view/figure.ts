// SPDX-License-Identifier: MIT
/**
 * A figure whose digits roll to their new value, up and down alike. The text of the element is
 * the present value at every moment: the old digit is only painted, from an attribute.
 */

import { figureParts } from '../text/figure.js';
import { make, setData, setText } from './dom.js';
import type { View } from './dom.js';
import { slots } from './slots.js';

export interface Figure {
  /** Whose figure this is: a figure of another owner is shown at once, without rolling. */
  readonly owner: string;
  readonly text: string;
}

interface Cell {
  readonly character: string;
  readonly was: string | undefined;
}

const rollMs = 900;

export function figure(name: string): View<Figure> {
  const before = make('span', 'figure-affix');
  const digits = make('span', 'figure-digits');
  const after = make('span', 'figure-affix');
  const cells = slots(digits, cellView);
  let shown: Figure = { owner: '', text: '' };
  let timer = 0;
  return {
    element: make('span', `figure ${name}`, before, digits, after),
    update(next) {
      if (next.owner === shown.owner && next.text === shown.text) return;
      const from = next.owner === shown.owner ? figureParts(shown.text).digits : undefined;
      const parts = figureParts(next.text);
      shown = next;
      setText(before, parts.before);
      setText(after, parts.after);
      cells.update(cellsOf(parts.digits, from));
      if (timer) clearTimeout(timer);
      timer = from === undefined ? 0 : window.setTimeout(() => {
        timer = 0;
        cells.update(cellsOf(parts.digits));
      }, rollMs);
    },
  };
}

/** Compared from the right, so that the ones stay above the ones. */
function cellsOf(digits: string, from?: string): readonly Cell[] {
  const shift = from === undefined ? 0 : from.length - digits.length;
  return digits.split('').map((character, at) => {
    const was = from === undefined ? character : from.charAt(at + shift) || ' ';
    return { character, was: was === character ? undefined : was };
  });
}

function cellView(): View<Cell> {
  const element = make('span', 'cell');
  return {
    element,
    update({ character, was }) {
      setText(element, character);
      setData(element, 'was', was);
      setData(element, 'kind', /\d/.test(character) ? 'digit' : 'point');
    },
  };
}
