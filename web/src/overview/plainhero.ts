// SPDX-License-Identifier: MIT
/** The focal point where there is no figure yet: targets that wait, or an empty board. */

import { make, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { figure } from '../view/figure.js';

export interface PlainHeroModel {
  readonly owner: string;
  readonly figure: string;
  readonly title: string;
  readonly hint: string;
}

export function plainHero(): View<PlainHeroModel> {
  const value = figure('hero-figure hero-plain-figure');
  const title = make('h2', 'hero-name');
  const hint = make('p', 'hero-detail');
  return {
    element: make('section', 'hero hero-plain', value.element, title, hint),
    update(model) {
      value.update({ owner: model.owner, text: model.figure });
      setText(title, model.title);
      setText(hint, model.hint);
    },
  };
}
