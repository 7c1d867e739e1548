// SPDX-License-Identifier: MIT
/**
 * A row of views that are made once and used again: showing fewer takes the rest out of the
 * document but keeps it, so that a page that runs for a month holds as many nodes as it needed
 * at its fullest.
 */

import type { View } from './dom.js';

export interface Slots<Model> {
  update(models: readonly Model[]): void;
  each(visit: (element: HTMLElement, index: number) => void): void;
}

export function slots<Model>(parent: Element, create: () => View<Model>): Slots<Model> {
  const views: Array<View<Model>> = [];
  let used = 0;
  return {
    update(models) {
      while (views.length < models.length) views.push(create());
      for (; used < models.length; used++) parent.appendChild((views[used] as View<Model>).element);
      while (used > models.length) parent.removeChild((views[--used] as View<Model>).element);
      models.forEach((model, index) => (views[index] as View<Model>).update(model));
    },
    each(visit) {
      views.slice(0, used).forEach((view, index) => visit(view.element, index));
    },
  };
}
