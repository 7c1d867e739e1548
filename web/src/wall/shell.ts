// SPDX-License-Identifier: MIT
/**
 * The frame around the pages: header, the page whose turn it is, footer, banner. A page is made
 * when it is first shown, and kept. The stage is scaled as a whole.
 */

import type { PageName } from '../plan/options.js';
import { shiftAt } from '../plan/stage.js';
import type { Stage } from '../plan/stage.js';
import { banner } from '../view/banner.js';
import { make, px, retrigger, setData, setStyle, show } from '../view/dom.js';
import { footer } from '../view/footer.js';
import { header } from '../view/header.js';
import type { PageView } from '../view/pageview.js';

export type PageMakers = { readonly [page in PageName]: () => PageView };

export function shell(root: HTMLElement, makers: PageMakers): PageView {
  const parts = [header(), footer(), banner()];
  const body = make('div', 'stage-body');
  const [head, foot, alarm] = parts.map((part) => part.element);
  const element = make('div', 'stage', head, body, foot, alarm);
  const pages: { [page in PageName]?: PageView } = {};
  let shown = '';
  let wants = 0;
  root.appendChild(element);
  return {
    element,
    wantsMs: () => wants,
    update(scene) {
      const page = pages[scene.stop.page] || create(scene.stop.page);
      const key = `${scene.stop.page}/${scene.stop.place}`;
      setStage(root, element, scene.stage, scene.now);
      setData(document.documentElement, 'line', scene.line.kind);
      setData(document.documentElement, 'arrangement', scene.stage.arrangement);
      (Object.keys(pages) as PageName[]).forEach((name) => {
        const other = pages[name];
        if (other) show(other.element, other === page);
      });
      if (key !== shown) retrigger(body, 'turn');
      shown = key;
      parts.forEach((part) => part.update(scene));
      page.update(scene);
      wants = page.wantsMs();
    },
  };

  function create(name: PageName): PageView {
    const page = makers[name]();
    pages[name] = page;
    body.appendChild(page.element);
    return page;
  }
}

/**
 * The root is as large as the scaled stage and cuts off what is beyond: a browser may go on
 * reckoning how far a page scrolls from the scale before.
 */
function setStage(root: HTMLElement, element: HTMLElement, stage: Stage, now: number): void {
  const shift = shiftAt(now / 60000);
  setStyle(root, 'width', px(Math.floor(stage.width * stage.scale)));
  setStyle(root, 'height', px(Math.floor(stage.height * stage.scale)));
  setStyle(element, 'width', px(stage.width));
  setStyle(element, 'height', px(stage.height));
  setStyle(element, 'transform', `translate(${shift.x}px, ${shift.y}px) scale(${Math.round(stage.scale * 1e4) / 1e4})`);
}
