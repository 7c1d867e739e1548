// SPDX-License-Identifier: MIT
/** The list of files: each is a link to its receipt. */

import { formatStamp } from '../text/format.js';
import { wordOf } from '../text/status.js';
import type { Lang } from '../text/words.js';
import { make, setAttribute, setData, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';
import type { FileEntry } from './files.js';
import { say, sheetName, stateLook } from './words.js';

export interface FileListModel {
  readonly files: readonly FileEntry[];
  readonly chosen: string | undefined;
  readonly total: number;
  readonly today: string | undefined;
  readonly lang: Lang;
}

interface EntryModel {
  readonly file: FileEntry;
  readonly isChosen: boolean;
  readonly today: string | undefined;
  readonly lang: Lang;
}

export function fileList(): View<FileListModel> {
  const list = make('ul', 'files');
  const entries = slots(list, entryView);
  const none = make('p', 'files-none');
  return {
    element: make('div', 'files-box', list, none),
    update({ files, chosen, total, today, lang }) {
      entries.update(files.map((file) => ({ file, isChosen: file.name === chosen, today, lang })));
      none.hidden = files.length > 0;
      setText(none, say(lang, total === 0 ? 'noFiles' : 'noMatch'));
    },
  };
}

export function fileHref(name: string): string {
  return `#${encodeURIComponent(name)}`;
}

function entryView(): View<EntryModel> {
  const sign = mark();
  const name = make('span', 'file-name');
  const state = make('span', 'file-state');
  const about = make('span', 'file-about');
  const at = make('span', 'file-at');
  const link = make('a', 'file', sign.element,
    make('span', 'file-main', name, make('span', 'file-line', state, about)), at);
  return {
    element: make('li', '', link),
    update({ file, isChosen, today, lang }) {
      const look = stateLook(file.state);
      sign.update(look);
      setAttribute(link, 'href', fileHref(file.name));
      setAttribute(link, 'aria-current', isChosen ? 'true' : undefined);
      setData(link, 'state', file.state);
      setData(state, 'tone', look.tone);
      setText(name, file.name);
      setText(state, wordOf(look, lang));
      setText(about, aboutFile(file, lang));
      const stamp = file.takenAt || file.seenAt;
      setText(at, stamp ? formatStamp(stamp, today, lang) : '');
    },
  };
}

function aboutFile(file: FileEntry, lang: Lang): string {
  const pieces: string[] = [];
  if (file.sheet) pieces.push(sheetName(file.sheet, lang));
  if (file.rows) pieces.push(say(lang, 'rowsRead', file.rows.read));
  if (file.faults > 0) pieces.push(say(lang, 'faultsShort', file.faults));
  if (file.warnings > 0) pieces.push(say(lang, 'warningsShort', file.warnings));
  return pieces.join(' · ');
}
