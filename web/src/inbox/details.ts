// SPDX-License-Identifier: MIT
/** How the file was read, and its earlier versions. */

import { formatStamp } from '../text/format.js';
import { wordOf } from '../text/status.js';
import type { Lang } from '../text/words.js';
import { make, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';
import type { Receipt, Version } from './files.js';
import { say, sheetName, stateLook } from './words.js';

interface Model {
  readonly receipt: Receipt;
  readonly today: string | undefined;
  readonly lang: Lang;
}

export function detailsView(): View<Model> {
  const title = make('h3', 'receipt-title');
  const list = make('dl', 'details');
  const facts = slots(list, factView);
  const past = make('h3', 'receipt-title');
  const versions = make('ol', 'versions');
  const entries = slots(versions, versionView);
  const history = make('section', 'receipt-section', past, versions);
  return {
    element: make('div', '', history, make('section', 'receipt-section', title, list)),
    update({ receipt, today, lang }) {
      setText(title, say(lang, 'details'));
      facts.update(factsOf({ receipt, today, lang }));
      setText(past, say(lang, 'versions'));
      show(history, receipt.versions.length > 0);
      entries.update(receipt.versions.map((version) => ({ version, today, lang })));
    },
  };
}

type Fact = readonly [string, string];

function factsOf({ receipt, today, lang }: Model): readonly Fact[] {
  const facts: Fact[] = [];
  const { sheet, encoding, delimiter, headerLine, takenAt, tookMs } = receipt;
  if (sheet) facts.push([say(lang, 'sheet'), sheetName(sheet, lang)]);
  if (encoding) facts.push([say(lang, 'encoding'), encoding]);
  if (delimiter) facts.push([say(lang, 'delimiter'), delimiter === '\t' ? say(lang, 'tab') : delimiter]);
  if (headerLine !== undefined) facts.push([say(lang, 'headerLine'), say(lang, 'line', headerLine)]);
  if (takenAt) facts.push([say(lang, 'takenAt'), formatStamp(takenAt, today, lang)]);
  if (tookMs !== undefined) facts.push([say(lang, 'took'), `${tookMs} ms`]);
  return facts;
}

function factView(): View<Fact> {
  const name = make('dt', '');
  const value = make('dd', '');
  return {
    element: make('div', 'detail', name, value),
    update([title, text]) {
      setText(name, title);
      setText(value, text);
    },
  };
}

function versionView(): View<{ readonly version: Version; readonly today: string | undefined; readonly lang: Lang }> {
  const sign = mark();
  const name = make('span', 'version-name');
  const about = make('span', 'version-about');
  return {
    element: make('li', 'version', sign.element, name, about),
    update({ version, today, lang }) {
      const look = stateLook(version.state);
      sign.update(look);
      setText(name, `${version.version === undefined ? '' : say(lang, 'version', version.version)} ${wordOf(look, lang)}`);
      const pieces: string[] = [];
      if (version.takenAt) pieces.push(formatStamp(version.takenAt, today, lang));
      if (version.rows) pieces.push(say(lang, 'rowsRead', version.rows.read));
      if (version.moved) pieces.push(say(lang, 'movedCount', version.moved));
      setText(about, pieces.join(' · '));
    },
  };
}
