// SPDX-License-Identifier: MIT
/** The newest activities, and the ranking of the units: two lists that take turns in one place. */

import type { Activity, Campaign, Metric, Ranked } from '../data/campaign.js';
import { paged } from '../plan/paging.js';
import { formatDay, formatNumber } from '../text/format.js';
import { shortened } from '../text/measure.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, px, setStyle, setText, show } from '../view/dom.js';
import { panelHead } from '../view/panelhead.js';
import type { View } from '../view/dom.js';
import { progressBar } from '../view/progress.js';
import { slots } from '../view/slots.js';

export interface ListModel {
  readonly campaign: Campaign;
  readonly kind: 'latest' | 'ranking';
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly shownFor: number;
  readonly lang: Lang;
}

const rowHeight = { latest: 96, ranking: 62 };

export function listView(): View<ListModel> {
  const title = panelHead();
  const latest = make('ol', 'latest');
  const ranking = make('ol', 'ranking');
  const activities = slots(latest, activityView);
  const ranks = slots(ranking, rankView);
  const element = make('section', 'panel', title.element, latest, ranking);
  return {
    element,
    update(model) {
      const { kind, lang, width } = model;
      const part = partOf(model);
      setStyle(element, '--tall', px(part.tall));
      show(latest, kind === 'latest');
      show(ranking, kind === 'ranking');
      title.update({ title: say(lang, kind === 'latest' ? 'latestTitle' : 'rankingTitle'), about: part.about });
      if (kind === 'latest') activities.update(part.latest.map((activity) => ({ activity, metrics: model.campaign.metrics, lang, width })));
      else ranks.update(part.ranking.map((ranked) => ({ ranked, width })));
    },
  };
}

interface ListPart {
  readonly latest: readonly Activity[];
  readonly ranking: readonly Ranked[];
  readonly about: string;
  /** Of a row: as many as there is room for share all of it. */
  readonly tall: number;
}

/** The newest activities alone; the ranking page by page; and which part that is of how many. */
function partOf({ campaign, kind, height, seconds, shownFor, lang }: ListModel): ListPart {
  const room = height - 56;
  const most = Math.max(1, Math.floor(room / rowHeight[kind]));
  const tall = room / most;
  if (kind === 'latest') return { latest: campaign.latest.slice(0, most), ranking: [], about: '', tall };
  const { items, from, pages } = paged(campaign.ranking, most, seconds, shownFor);
  const about = pages > 1 ? say(lang, 'shownOf', from + 1, from + items.length, campaign.ranking.length) : '';
  return { latest: [], ranking: items, about, tall };
}

interface ActivityModel {
  readonly activity: Activity;
  readonly metrics: readonly Metric[];
  readonly lang: Lang;
  readonly width: number;
}

function activityView(): View<ActivityModel> {
  const date = make('span', 'activity-date');
  const unit = make('span', 'activity-unit');
  const late = make('span', 'activity-late');
  const title = make('p', 'activity-title');
  return {
    element: make('li', 'activity', make('p', 'activity-head', date, unit, late), title),
    update({ activity, metrics, lang, width }) {
      setText(date, formatDay(activity.date, lang));
      setText(unit, shortened(activity.unit, (width - 220) / 26));
      setText(late, activity.isLate ? say(lang, 'lateEntry') : '');
      show(late, activity.isLate);
      setText(title, shortened(withCount(activity, metrics), width / 29));
    },
  };
}

/** What says most about an activity, if its row gives it. */
const telling = ['参与人次', '检查家次', '资料份数'];

/** The title, with its most telling count and that count's unit. */
function withCount({ title, metrics }: Activity, known: readonly Metric[]): string {
  const given = Object.keys(metrics).filter((metric) => metric !== '场次' && metrics[metric]);
  const name = telling.filter((one) => given.includes(one))[0] || given[0];
  if (name === undefined) return title;
  const metric = known.filter((one) => one.name === name)[0];
  return `${title} ${formatNumber(metrics[name] || 0)}${metric ? metric.unit : name}`;
}

function rankView(): View<{ readonly ranked: Ranked; readonly width: number }> {
  const rank = make('span', 'rank-place');
  const unit = make('span', 'rank-unit');
  const value = make('span', 'rank-value');
  const bar = progressBar();
  return {
    element: make('li', 'rank', rank, unit, bar.element, value),
    update({ ranked, width }) {
      setText(rank, ranked.rank || '');
      setText(unit, shortened(ranked.unit, (width * 0.36) / 28));
      setText(value, ranked.progress === undefined ? '' : `${formatNumber(Math.round(ranked.progress))}%`);
      bar.update({ progress: ranked.progress, timeProgress: undefined, tone: 'mute' });
    },
  };
}
