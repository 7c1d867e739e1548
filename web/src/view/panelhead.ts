// SPDX-License-Identifier: MIT
/** The heading of a panel, and what part of its list is shown. */

import { make, setText } from './dom.js';
import type { View } from './dom.js';

export interface PanelHead {
  readonly title: string;
  /** Empty while all is shown. */
  readonly about: string;
}

export function panelHead(): View<PanelHead> {
  const title = make('h2', 'panel-name');
  const about = make('span', 'panel-about');
  return {
    element: make('header', 'panel-title', title, about),
    update(model) {
      setText(title, model.title);
      setText(about, model.about);
    },
  };
}
