// SPDX-License-Identifier: MIT
/** The focal point of the campaign page: its day, or the days until it begins. */

import type { Campaign } from '../data/campaign.js';
import { formatDay } from '../text/format.js';
import { shortened } from '../text/measure.js';
import { campaignName } from '../text/translate.js';
import { pick } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { dayView } from '../overview/campaignhero.js';
import { make, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { progressBar } from '../view/progress.js';

export function dayPanel(): View<{ readonly campaign: Campaign; readonly lang: Lang }> {
  const name = make('h2', 'daypanel-name');
  const theme = make('p', 'daypanel-theme');
  const day = dayView();
  const calendar = progressBar();
  const from = make('span', 'daypanel-date');
  const to = make('span', 'daypanel-date');
  const dates = make('p', 'daypanel-dates', from, to);
  return {
    element: make('section', 'daypanel', name, theme, day.element, calendar.element, dates),
    update({ campaign, lang }) {
      setText(name, shortened(campaignName(campaign.name, lang), 13));
      const below = campaign.phase === 'ended' && campaign.verdict ? pick(lang, campaign.verdict) : campaign.theme || '';
      const isOver = campaign.phase === 'ended';
      setText(theme, shortened(below, isOver ? 42 : 22));
      setData(theme, 'over', isOver ? 'yes' : undefined);
      show(calendar.element, campaign.phase === 'running');
      show(dates, campaign.phase === 'running');
      show(theme, below !== '');
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
