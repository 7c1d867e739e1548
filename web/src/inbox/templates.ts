// SPDX-License-Identifier: MIT
/** The filled examples of the sheets, to be fetched and written over. */

import type { Lang } from '../text/words.js';
import { make, setAttribute, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { slots } from '../view/slots.js';
import { say, sheetName, templates } from './words.js';

export function templatesView(name: string): HTMLElement {
  const title = make('h2', 'templates-title');
  const list = make('ul', 'templates');
  const lang = document.documentElement.lang.slice(0, 2) === 'en' ? 'en' : 'zh';
  const links = slots(list, () => templateLink(lang));
  setText(title, say(lang, 'templates'));
  links.update(templates);
  const element = make('nav', name, title, list);
  setAttribute(element, 'aria-label', say(lang, 'templates'));
  return element;
}

function templateLink(lang: Lang): View<string> {
  const link = make('a', 'template');
  return {
    element: make('li', '', link),
    update(sheet) {
      setAttribute(link, 'href', `/templates/${sheet}.csv`);
      setAttribute(link, 'download', '');
      setText(link, sheetName(sheet, lang));
    },
  };
}
