// SPDX-License-Identifier: MIT
/** A text in lines that were broken beforehand: its text is still the whole of it. */

import type { Fit } from '../text/fit.js';
import { make, px, setAttribute, setStyle, setText } from './dom.js';
import type { View } from './dom.js';
import { slots } from './slots.js';

export function linesView(tag: string, name: string): View<readonly string[]> {
  const element = make(tag, name);
  const lines = slots(element, lineView);
  return { element, update: (texts) => lines.update(texts) };
}

const mostTitle = 500;

/** A name in the size and the lines that hold it; what had to be cut is whole under the pointer. */
export function fittedView(tag: string, name: string): View<Fit> {
  const lines = linesView(tag, name);
  const { element } = lines;
  return {
    element,
    update({ text, lines: texts, font, isCut }) {
      lines.update(texts);
      setStyle(element, 'font-size', px(font));
      setAttribute(element, 'title', isCut ? text.slice(0, mostTitle) : undefined);
    },
  };
}

function lineView(): View<string> {
  const element = make('span', 'text-line');
  return { element, update: (text) => setText(element, text) };
}
