// SPDX-License-Identifier: MIT
/** The focal point of the campaign page: its day, or the days until it begins. */

import type { Campaign } from '../data/campaign.js';
import { formatDay } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Way } from '../text/fit.js';
import { campaignName } from '../text/translate.js';
import { pick } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { dayView } from '../overview/campaignhero.js';
import { make, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { progressBar } from '../view/progress.js';

export interface DayModel {
  readonly campaign: Campaign;
  readonly width: number;
  /** It stands alone in the middle of the page. */
  readonly isLarge: boolean;
  readonly lang: Lang;
}

const nameWays: readonly Way[] = [{ font: 44, lines: 1 }, { font: 34, lines: 1 }, { font: 28, lines: 1 }, { font: 24, lines: 2 }];
const largeWays: readonly Way[] = [{ font: 64, lines: 1 }, { font: 44, lines: 2 }];
const themeWays: readonly Way[] = [{ font: 26, lines: 1 }, { font: 24, lines: 2 }];
/** After the end the balance, in a sentence or two. */
const verdictWays: readonly Way[] = [{ font: 26, lines: 2 }, { font: 24, lines: 3 }];

export function dayPanel(): View<DayModel> {
  const name = fittedView('h2', 'daypanel-name');
  const theme = fittedView('p', 'daypanel-theme');
  const day = dayView();
  const calendar = progressBar();
  const from = make('span', 'daypanel-date');
  const to = make('span', 'daypanel-date');
  const dates = make('p', 'daypanel-dates', from, to);
  const element = make('section', 'daypanel', name.element, theme.element, day.element, calendar.element, dates);
  return {
    element,
    update({ campaign, width, isLarge, lang }) {
      name.update(fit(campaignName(campaign.name, lang), width, isLarge ? largeWays : nameWays));
      const below = campaign.phase === 'ended' && campaign.verdict ? pick(lang, campaign.verdict) : campaign.theme || '';
      const isOver = campaign.phase === 'ended';
      const set = fit(below, width, isOver ? verdictWays : themeWays);
      theme.update(set);
      setData(element, 'full', !isLarge && set.lines.length > 1 && !isOver ? 'yes' : undefined);
      show(calendar.element, campaign.phase === 'running');
      show(dates, campaign.phase === 'running');
      show(theme.element, below !== '');
      day.update({ campaign, lang });
      calendar.update({ progress: elapsed(campaign), timeProgress: undefined, tone: 'mute' });
      setText(from, formatDay(campaign.start, lang));
      setText(to, formatDay(campaign.end, lang));
    },
  };
}

function elapsed({ phase, day, days }: Campaign): number {
  if (phase === 'upcoming') return 0;
  return phase === 'ended' || !days ? 100 : ((day || 0) / days) * 100;
}
