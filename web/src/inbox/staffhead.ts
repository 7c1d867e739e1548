// SPDX-License-Identifier: MIT
/** The head of the staff pages: title, the way to the other pages, and the other language. */

import type { Lang } from '../text/words.js';
import { make, setAttribute, setText } from '../view/dom.js';
import { say } from './words.js';

export function staffHead(here: 'title' | 'help', lang: Lang): HTMLElement {
  const title = make('h1', 'staff-title');
  const query = lang === 'en' ? '?lang=en' : '';
  setText(title, say(lang, here));
  const links = make('nav', 'staff-links',
    link(say(lang, 'wall'), `/${query}`),
    here === 'help' ? link(say(lang, 'title'), `/inbox${query}`) : link(say(lang, 'help'), `/help${query}`),
    link(say(lang, 'otherLang'), lang === 'en' ? '?lang=zh' : '?lang=en'));
  return make('header', 'staff-head', title, links);
}

function link(text: string, address: string): HTMLElement {
  const element = make('a', 'staff-link');
  setAttribute(element, 'href', address);
  setText(element, text);
  return element;
}
