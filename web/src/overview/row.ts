// SPDX-License-Identifier: MIT
/** One indicator in the overview: mark, name, figure, and a line of notes and tags below. */

import type { Change } from '../data/changes.js';
import type { Row } from '../plan/columns.js';
import { fittingNotes } from '../plan/rowsize.js';
import type { Tag } from '../plan/rowtext.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';

export interface RowModel {
  readonly row: Row;
  readonly top: number;
  readonly change: Change | undefined;
  readonly lang: Lang;
}

export function rowView(): View<RowModel> {
  const sign = mark();
  const name = fittedView('h3', 'row-name');
  const value = figure('row-figure');
  const notes = make('p', 'row-notes');
  const noteSlots = slots(notes, noteView);
  const head = make('div', 'row-head', name.element, value.element);
  const element = make('article', 'row', sign.element, make('div', 'row-body', head, notes));
  return {
    element,
    update({ row, top, change, lang }) {
      const { text, indicator } = row;
      setStyle(element, 'top', px(top));
      setStyle(element, 'height', px(row.height));
      setData(element, 'key', indicator.key);
      setData(element, 'status', indicator.status);
      setData(element, 'stale', indicator.isStale ? 'yes' : undefined);
      setData(element, 'target', text.isTarget ? 'yes' : undefined);
      setData(element, 'word', text.isWord ? 'yes' : undefined);
      setData(element, 'glow', change ? 'yes' : undefined);
      sign.update(text.look);
      name.update(row.name);
      value.update({ owner: indicator.key, text: text.figure });
      const shown = notesOf(row, change, lang);
      noteSlots.update(shown);
      show(notes, shown.length > 0);
    },
  };
}

interface Note {
  readonly kind: Tag['kind'] | 'change' | 'plain' | 'word';
  readonly text: string;
}

/** What a figure changed from takes the place of its first note, and of others that find no room. */
function notesOf(row: Row, change: Change | undefined, lang: Lang): readonly Note[] {
  const { text } = row;
  const notes: Note[] = [];
  const was = change && changeText(change, lang);
  if (was !== undefined) notes.push({ kind: 'change', text: was });
  const plain = was === undefined ? text.notes : fittingNotes(row, was, text.notes.slice(1), text.tags);
  plain.forEach((note) => notes.push({ kind: 'plain', text: note }));
  text.tags.forEach((tag) => notes.push(tag));
  return notes;
}

export function changeText(change: Change, lang: Lang): string {
  return change.from === undefined ? say(lang, 'isNew') : say(lang, 'changedFrom', change.from);
}

function noteView(): View<Note> {
  const element = make('span', 'note');
  return {
    element,
    update({ kind, text }) {
      setData(element, 'kind', kind);
      setText(element, text);
    },
  };
}
