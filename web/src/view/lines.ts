// SPDX-License-Identifier: MIT
/** A text in lines that were broken beforehand: its text is still the whole of it. */

import { make, setText } from './dom.js';
import type { View } from './dom.js';
import { slots } from './slots.js';

export function linesView(tag: string, name: string): View<readonly string[]> {
  const element = make(tag, name);
  const lines = slots(element, lineView);
  return { element, update: (texts) => lines.update(texts) };
}

/** Pieces of a text that are never broken within; the space between them belongs to no line. */
export function piecesView(tag: string, name: string): View<readonly string[]> {
  const element = make(tag, name);
  const pieces = slots(element, pieceView);
  return {
    element,
    update: (texts) => pieces.update(texts.map((text, at) => (at < texts.length - 1 ? `${text} · ` : text))),
  };
}

function lineView(): View<string> {
  const element = make('span', 'text-line');
  return { element, update: (text) => setText(element, text) };
}

function pieceView(): View<string> {
  const element = make('span', 'text-piece');
  return { element, update: (text) => setText(element, text) };
}
