// SPDX-License-Identifier: MIT
/** The inbox page: search and files on one side, the receipt of the chosen one on the other. */

import type { Lang } from '../text/words.js';
import { make, setAttribute, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { chosenFiles, needsAttention } from './choose.js';
import type { Filter } from './choose.js';
import { fileHref, fileList } from './filelist.js';
import type { FileEntry, Receipt } from './files.js';
import { receiptView } from './receiptview.js';
import { templatesView } from './templates.js';
import { welcomeView } from './welcome.js';
import { say } from './words.js';
import type { InboxWord } from './words.js';

export interface InboxModel {
  readonly files: readonly FileEntry[];
  readonly isLoaded: boolean;
  readonly isOnline: boolean;
  readonly isAvailable: boolean;
  readonly chosen: string | undefined;
  readonly receipt: Receipt | undefined;
  readonly isGone: boolean;
  readonly filter: Filter;
  readonly today: string | undefined;
  readonly lang: Lang;
}

export function inboxPage(onFilter: (filter: Filter) => void): View<InboxModel> {
  const alert = make('p', 'staff-alert');
  const tools = toolsView(onFilter);
  const files = fileList();
  const receipt = receiptView();
  const welcome = welcomeView();
  const back = make('a', 'receipt-back');
  const left = make('section', 'pane pane-files', tools.element, files.element, templatesView('templates-box'));
  const right = make('section', 'pane pane-receipt', back, welcome.element, receipt.element);
  const element = make('main', 'inbox', alert, make('div', 'panes', left, right));
  let chosen: string | undefined;
  let isFirst = true;
  setAttribute(back, 'href', '#');
  setAttribute(alert, 'role', 'alert');
  return {
    element,
    update(model) {
      const { lang } = model;
      const trouble: InboxWord | undefined = !model.isOnline ? 'offline' : model.isAvailable ? undefined : 'unavailable';
      setData(element, 'chosen', model.chosen ? 'yes' : undefined);
      setAttribute(left, 'aria-label', say(lang, 'files'));
      setAttribute(right, 'aria-label', say(lang, 'receipt'));
      show(alert, !!trouble);
      setText(alert, trouble ? say(lang, trouble) : '');
      setText(back, say(lang, 'back'));
      tools.update(model);
      const shown = chosenFiles(model.files, model.filter);
      show(files.element, model.isLoaded);
      files.update({ ...model, files: shown, total: model.files.length });
      show(welcome.element, !model.chosen);
      show(receipt.element, !!model.chosen);
      welcome.update(model);
      receipt.update({ ...model, instead: model.isGone ? 'gone' : 'loading' });
      if (!isFirst && model.chosen !== chosen) followFocus(left, back, chosen, model.chosen);
      chosen = model.chosen;
      isFirst = false;
    },
  };
}

/** On a narrow screen one pane is seen at a time: whoever goes by keyboard goes with it. */
function followFocus(left: HTMLElement, back: HTMLElement, was: string | undefined, now: string | undefined): void {
  if (now !== undefined && left.offsetParent === null) back.focus();
  const isLost = document.activeElement === document.body || document.activeElement === back;
  if (now !== undefined || was === undefined || !isLost) return;
  const links = left.querySelectorAll<HTMLElement>('.file');
  for (let at = 0; at < links.length; at++) {
    const link = links[at];
    if (link && link.getAttribute('href') === fileHref(was)) link.focus();
  }
}

function toolsView(onFilter: (filter: Filter) => void): View<InboxModel> {
  const input = make('input', 'search') as HTMLInputElement;
  const all = make('button', 'chip') as HTMLButtonElement;
  const trouble = make('button', 'chip') as HTMLButtonElement;
  let filter: Filter = { search: '', isTroubleOnly: false };
  const change = (next: Partial<Filter>): void => {
    filter = { ...filter, ...next };
    onFilter(filter);
  };
  input.type = 'search';
  all.type = 'button';
  trouble.type = 'button';
  input.addEventListener('input', () => change({ search: input.value }));
  all.addEventListener('click', () => change({ isTroubleOnly: false }));
  trouble.addEventListener('click', () => change({ isTroubleOnly: true }));
  return {
    element: make('div', 'tools', input, make('div', 'chips', all, trouble)),
    update({ files, lang }) {
      setAttribute(input, 'placeholder', say(lang, 'search'));
      setAttribute(input, 'aria-label', say(lang, 'search'));
      setText(all, say(lang, 'all', files.length));
      setText(trouble, say(lang, 'trouble', files.filter(needsAttention).length));
      setAttribute(all, 'aria-pressed', String(!filter.isTroubleOnly));
      setAttribute(trouble, 'aria-pressed', String(filter.isTroubleOnly));
    },
  };
}
