// SPDX-License-Identifier: MIT
/** One fault: where it is, what stands there, what is wrong, and what to do. */

import { shortened } from '../text/measure.js';
import type { Lang } from '../text/words.js';
import { make, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import type { Fault } from './files.js';
import { say } from './words.js';

export function faultView(): View<{ readonly fault: Fault; readonly lang: Lang }> {
  const where = make('span', 'fault-where');
  const cell = make('code', 'fault-cell');
  const text = make('p', 'fault-text');
  const hint = make('p', 'fault-hint');
  return {
    element: make('li', 'fault', make('p', 'fault-head', where, cell), text, hint),
    update({ fault, lang }) {
      setText(where, whereOf(fault, lang));
      setText(cell, shortened(fault.cell || '', 60));
      show(cell, !!fault.cell);
      setText(text, fault.text);
      setText(hint, fault.hint || '');
      show(hint, !!fault.hint);
    },
  };
}

function whereOf(fault: Fault, lang: Lang): string {
  const pieces: string[] = [];
  if (fault.line !== undefined) pieces.push(say(lang, 'line', fault.line));
  const letter = fault.letter ? `${fault.letter} ` : '';
  if (fault.column) pieces.push(letter + say(lang, 'column', shortened(fault.column, 30)));
  if (fault.byte !== undefined) pieces.push(say(lang, 'byte', fault.byte));
  return pieces.join(lang === 'zh' ? ' ' : ', ');
}
