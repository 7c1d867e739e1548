// SPDX-License-Identifier: MIT
/** The middle of the overview: one or two focal points, each shown by the view of its kind. */

import type { Focus } from '../plan/focus.js';
import { say } from '../text/words.js';
import { make, setData, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import type { Scene } from '../view/scene.js';
import { campaignHero } from './campaignhero.js';
import { heroView } from './hero.js';
import { plainHero } from './plainhero.js';

export interface FocusModel {
  readonly scene: Scene;
  readonly focus: readonly Focus[];
  readonly width: number;
}

export function focusView(): View<FocusModel> {
  const campaign = campaignHero();
  const hero = heroView();
  const plain = plainHero();
  return {
    element: make('div', 'centre', campaign.element, hero.element, plain.element),
    update({ scene, focus, width }) {
      const { lang } = scene;
      const running = focus.filter(isCampaign)[0];
      const figure = focus.filter(isIndicator)[0];
      const words = plainText(scene, focus);
      show(campaign.element, !!running);
      show(hero.element, !!figure);
      show(plain.element, !!words);
      if (running) campaign.update({ campaign: running.campaign, lang, metrics: figure ? 1 : 3, width, isShared: focus.length > 1 });
      if (figure) {
        const change = scene.changes[figure.indicator.key];
        hero.update({ ...figure, change, lang, width, isSecond: !!running });
      }
      setData(plain.element, 'second', running ? 'yes' : undefined);
      if (words) plain.update(words);
    },
  };
}

function plainText({ board, stop, lang }: Scene, focus: readonly Focus[]) {
  const awaited = focus.filter(isUnreported)[0];
  if (awaited) {
    return {
      owner: stop.place || '',
      figure: String(awaited.total - awaited.reported),
      title: say(lang, 'unreportedHero'),
      hint: say(lang, 'reportedOf', awaited.reported, awaited.total),
    };
  }
  if (focus.some((one) => one.kind !== 'empty')) return undefined;
  const hint = board.inbox || board.indicators.length === 0 ? say(lang, 'emptyHint') : '';
  return { owner: 'empty', figure: '', title: say(lang, 'emptyTitle'), hint };
}

function isCampaign(focus: Focus): focus is Extract<Focus, { kind: 'campaign' }> {
  return focus.kind === 'campaign';
}

function isUnreported(focus: Focus): focus is Extract<Focus, { kind: 'unreported' }> {
  return focus.kind === 'unreported';
}

function isIndicator(focus: Focus): focus is Extract<Focus, { kind: 'indicator' }> {
  return focus.kind === 'indicator';
}
