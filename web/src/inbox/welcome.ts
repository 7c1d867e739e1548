// SPDX-License-Identifier: MIT
/** Beside the files while none is chosen: how the inbox stands, which file wants a hand, how to begin. */

import { wordOf } from '../text/status.js';
import type { Lang } from '../text/words.js';
import { make, setAttribute, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';
import { needsAttention } from './choose.js';
import { fileStates } from './files.js';
import type { FileEntry, FileState } from './files.js';
import { templatesView } from './templates.js';
import { say, stateLook } from './words.js';
import type { InboxWord } from './words.js';

export interface WelcomeModel {
  readonly files: readonly FileEntry[];
  readonly lang: Lang;
}

const mostTroubles = 6;
const steps: readonly InboxWord[] = ['stepTemplate', 'stepSave', 'stepDrop', 'stepLook'];

export function welcomeView(): View<WelcomeModel> {
  const title = make('h2', 'receipt-name');
  const tallyList = make('ul', 'tallies');
  const trouble = troubleView();
  const beginTitle = make('h3', 'receipt-title');
  const stepList = make('ol', 'steps');
  const stepSlots = slots(stepList, stepView);
  const hint = make('p', 'receipt-more');
  const tallies = slots(tallyList, tallyView);
  return {
    element: make('div', 'welcome', title, tallyList, trouble.element,
      make('section', 'receipt-section', beginTitle, stepList), templatesView('welcome-templates'), hint),
    update({ files, lang }) {
      setText(title, say(lang, 'welcome'));
      tallies.update(talliesOf(files).map((tally) => ({ ...tally, lang })));
      trouble.update({ files, lang });
      setText(beginTitle, say(lang, 'begin'));
      stepSlots.update(steps.map((step) => say(lang, step)));
      setText(hint, say(lang, 'choose'));
      show(hint, files.length > 0);
    },
  };
}

interface Tally {
  readonly state: FileState;
  readonly count: number;
}

function talliesOf(files: readonly FileEntry[]): readonly Tally[] {
  return fileStates
    .map((state) => ({ state, count: files.filter((file) => file.state === state).length }))
    .filter(({ count }) => count > 0);
}

function tallyView(): View<Tally & { readonly lang: Lang }> {
  const sign = mark();
  const count = make('span', 'tally-count');
  const word = make('span', 'tally-word');
  const element = make('li', 'tally', sign.element, count, word);
  return {
    element,
    update({ state, count: number, lang }) {
      const look = stateLook(state);
      sign.update(look);
      setData(element, 'tone', look.tone);
      setText(count, String(number));
      setText(word, wordOf(look, lang));
    },
  };
}

function troubleView(): View<WelcomeModel> {
  const title = make('h3', 'receipt-title');
  const list = make('ul', 'troubles');
  const links = slots(list, troubleLink);
  const more = make('p', 'receipt-more');
  const element = make('section', 'receipt-section', title, list, more);
  return {
    element,
    update({ files, lang }) {
      const wanting = files.filter(needsAttention);
      show(element, wanting.length > 0);
      setText(title, say(lang, 'trouble', wanting.length));
      links.update(wanting.slice(0, mostTroubles).map((file) => ({ file, lang })));
      show(more, wanting.length > mostTroubles);
      setText(more, say(lang, 'moreFaults', wanting.length - mostTroubles));
    },
  };
}

function troubleLink(): View<{ readonly file: FileEntry; readonly lang: Lang }> {
  const name = make('a', 'trouble-name');
  const state = make('span', 'trouble-state');
  const element = make('li', 'trouble', name, state);
  return {
    element,
    update({ file, lang }) {
      const look = stateLook(file.state);
      setData(element, 'tone', look.tone);
      setAttribute(name, 'href', `#${encodeURIComponent(file.name)}`);
      setText(name, file.name);
      setText(state, wordOf(look, lang));
    },
  };
}

function stepView(): View<string> {
  const element = make('li', 'step');
  return { element, update: (text) => setText(element, text) };
}
