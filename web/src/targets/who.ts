// SPDX-License-Identifier: MIT
/** Who answers for a target: the lead department, and its partners; and how high that makes the line. */

import type { Indicator } from '../data/model.js';
import { nameOf } from '../plan/rowtext.js';
import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';

/** How a name is set in the room that its cell leaves. */
export const nameWays: readonly Way[] = [{ font: 30, lines: 2 }, { font: 25, lines: 2 }, { font: 24, lines: 3 }];

export interface WhoModel {
  readonly indicator: Indicator;
  readonly lang: Lang;
}

export function whoCell(): View<WhoModel> {
  const lead = fittedView('p', 'goal-lead');
  const partners = fittedView('p', 'goal-partners');
  return {
    element: make('div', 'goal-cell goal-who', lead.element, partners.element),
    update({ indicator, lang }) {
      const who = whoFits(indicator, lang);
      lead.update(who.lead);
      partners.update(who.partners);
      show(partners.element, who.partners.text !== '');
    },
  };
}

const whoWidth = 256;
const leadWays: readonly Way[] = [{ font: 28, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 3 }];

const partnerWays: readonly Way[] = [{ font: 24, lines: 3 }];

function whoFits(indicator: Indicator, lang: Lang): { readonly lead: Fit; readonly partners: Fit } {
  return {
    lead: fit(indicator.lead || '', whoWidth, leadWays),
    partners: fit(whoText(indicator, whoWidth / 24, lang), whoWidth, partnerWays),
  };
}

const lineHeight = 30;
/** Upright, the figures and the state have a line of their own below. */
const stateHeight = 100;

/** How high the name and those who answer for it want the line to be. */
export function heightWanted(indicator: Indicator, room: number, isUpright: boolean, lang: Lang): number {
  const name = fit(nameOf(indicator), room, nameWays).lines.length;
  const { lead, partners } = whoFits(indicator, lang);
  const who = lead.lines.length + (partners.text === '' ? 0 : partners.lines.length);
  return (isUpright ? stateHeight : 10) + lineHeight * Math.max(name, who);
}

/** As many whole names as fit; then how many there are, never a name cut in two. */
function whoText({ partners, partnerCount }: Indicator, room: number, lang: Lang): string {
  const joint = lang === 'zh' ? '、' : ', ';
  for (let shown = partners.length; shown > 1 || (shown === 1 && partnerCount > 1); shown--) {
    const names = partners.slice(0, shown).join(joint);
    const isAll = shown === partnerCount;
    const text = isAll ? names : say(lang, 'andOthers', names, lang === 'zh' ? partnerCount : partnerCount - shown);
    if (ems(text) <= room) return text;
  }
  const [first = ''] = partners;
  return partnerCount > 1 ? say(lang, 'andOthers', first, lang === 'zh' ? partnerCount : partnerCount - 1) : first;
}
