// SPDX-License-Identifier: MIT
/** The receipt of one file: what became of it, in words that a clerk can act on. */

import { wordOf } from '../text/status.js';
import type { Lang } from '../text/words.js';
import { make, setAttribute, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';
import { detailsView } from './details.js';
import { faultView } from './fault.js';
import type { Fault, Receipt, RowCounts } from './files.js';
import { movedView } from './movedlist.js';
import { say, stateLook, stateSentence } from './words.js';
import type { InboxWord } from './words.js';

export interface ReceiptModel {
  readonly receipt: Receipt | undefined;
  /** What to say while there is none. */
  readonly instead: InboxWord;
  readonly today: string | undefined;
  readonly lang: Lang;
}

export function receiptView(): View<ReceiptModel> {
  const instead = make('p', 'receipt-instead');
  const body = bodyView();
  const element = make('div', 'receipt', instead, body.element);
  return {
    element,
    update(model) {
      const { receipt, lang } = model;
      show(instead, !receipt);
      show(body.element, !!receipt);
      setText(instead, say(lang, model.instead));
      if (receipt) body.update({ ...model, receipt });
    },
  };
}

type BodyModel = ReceiptModel & { readonly receipt: Receipt };

function bodyView(): View<BodyModel> {
  const sign = mark();
  const state = make('span', 'receipt-state');
  const version = make('span', 'receipt-version');
  const name = make('h2', 'receipt-name');
  const sentence = make('p', 'receipt-sentence');
  const refusal = make('p', 'receipt-refusal');
  const rows = make('p', 'receipt-rows');
  const faults = section('faults');
  const warnings = section('warnings');
  const moved = movedView();
  const details = detailsView();
  const head = make('p', 'receipt-head', sign.element, state, version);
  return {
    element: make('div', 'receipt-body', name, head, sentence, refusal, rows, faults.element,
      moved.element, warnings.element, details.element),
    update({ receipt, today, lang }) {
      const look = stateLook(receipt.state);
      sign.update(look);
      setData(head, 'tone', look.tone);
      setText(name, receipt.file);
      setText(state, wordOf(look, lang));
      setText(version, receipt.version === undefined ? '' : say(lang, 'version', receipt.version));
      setText(sentence, stateSentence(receipt.state, lang));
      show(refusal, !!receipt.refusal);
      setText(refusal, receipt.refusal ? refusalText(receipt.refusal, lang) : '');
      setText(rows, receipt.rows ? rowsText(receipt.rows, lang) : '');
      faults.update({ receipt, lang });
      warnings.update({ receipt, lang });
      moved.update({ receipt, lang });
      details.update({ receipt, today, lang });
    },
  };
}

function refusalText(refusal: Fault, lang: Lang): string {
  const stop = lang === 'zh' ? '。' : '.';
  return refusal.text + stop + (refusal.hint ? (lang === 'zh' ? '' : ' ') + refusal.hint + stop : '');
}

function rowsText(rows: RowCounts, lang: Lang): string {
  const pieces: string[] = [say(lang, 'rowsRead', rows.read)];
  const counts: ReadonlyArray<readonly [InboxWord, number]> = [
    ['rowsNew', rows.added], ['rowsChanged', rows.changed], ['rowsSame', rows.same],
    ['rowsRemoved', rows.removed], ['rowsFaulty', rows.faulty],
  ];
  counts.forEach(([word, count]) => {
    if (count > 0) pieces.push(say(lang, word, count));
  });
  return pieces.join(' · ');
}

/** The faults or the warnings, with a heading; nothing where there are none. */
function section(kind: 'faults' | 'warnings'): View<{ readonly receipt: Receipt; readonly lang: Lang }> {
  const title = make('h3', 'receipt-title');
  const list = make('ol', 'fault-list');
  const entries = slots(list, faultView);
  const more = make('p', 'receipt-more');
  const element = make('section', `receipt-section ${kind}`, title, list, more);
  setAttribute(element, 'data-kind', kind);
  return {
    element,
    update({ receipt, lang }) {
      const shown = receipt[kind];
      const hidden = kind === 'faults' ? receipt.moreFaults : receipt.moreWarnings;
      show(element, shown.length > 0);
      setText(title, say(lang, kind));
      entries.update(shown.map((fault) => ({ fault, lang })));
      show(more, hidden > 0);
      setText(more, say(lang, 'moreFaults', hidden));
    },
  };
}
