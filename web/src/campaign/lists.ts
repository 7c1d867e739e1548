// SPDX-License-Identifier: MIT
/** The newest activities, and the ranking of the units: two lists that take turns in one place. */

import type { Activity, Campaign, Metric, Ranked } from '../data/campaign.js';
import { paged } from '../plan/paging.js';
import { formatDay, formatNumber } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { make, px, setData, setStyle, setText, show } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
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

const rankHeight = { least: 62, stacked: 84 };

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
      const { kind, lang } = model;
      const isLatest = kind === 'latest';
      show(latest, isLatest);
      show(ranking, !isLatest);
      const about = isLatest ? '' : updateRanking(model);
      if (isLatest) activities.update(latestOf(model));
      title.update({ title: say(lang, isLatest ? 'latestTitle' : 'rankingTitle'), about });
    },
  };

  /** Page by page; returns which part that is of how many. */
  function updateRanking({ campaign, width, height, seconds, shownFor, lang }: ListModel): string {
    const room = height - headHeight;
    const isStacked = campaign.ranking.some(({ unit }) => besideBar(unit, width).isCut);
    const most = Math.max(1, Math.floor(room / (isStacked ? rankHeight.stacked : rankHeight.least)));
    const { items, from, pages } = paged(campaign.ranking, most, seconds, shownFor);
    setStyle(element, '--tall', px(room / most));
    ranks.update(items.map((ranked) => ({ ranked, width, isStacked })));
    return pages > 1 ? say(lang, 'shownOf', from + 1, from + items.length, campaign.ranking.length) : '';
  }
}

const headHeight = 56;
const titleWays: readonly Way[] = [{ font: 28, lines: 2 }, { font: 25, lines: 3 }, { font: 24, lines: 4 }];
const unitWays: readonly Way[] = [{ font: 25, lines: 1 }, { font: 24, lines: 2 }, { font: 24, lines: 3 }];

interface ActivityModel {
  readonly activity: Activity;
  readonly title: Fit;
  readonly unit: Fit;
  readonly height: number;
  readonly lang: Lang;
}

/** As many of the newest as there is room for, the first in any case; they share what is left. */
function latestOf({ campaign, width, height, lang }: ListModel): readonly ActivityModel[] {
  const shown: ActivityModel[] = [];
  let left = height - headHeight;
  campaign.latest.every((activity) => {
    const model = activityModel(activity, campaign.metrics, width, lang);
    if (shown.length > 0 && model.height > left) return false;
    left -= model.height;
    shown.push(model);
    return true;
  });
  const more = Math.min(mostSlack, Math.max(0, left) / Math.max(1, shown.length));
  return shown.map((model) => ({ ...model, height: model.height + more }));
}

const mostSlack = 40;

function activityModel(activity: Activity, metrics: readonly Metric[], width: number, lang: Lang): ActivityModel {
  const title = fit(withCount(activity, metrics), width, titleWays);
  const unit = fit(activity.unit, width - (activity.isLate ? 210 : 120), unitWays);
  return { activity, title, unit, lang, height: 20 + unit.lines.length * unit.font * 1.25 + title.lines.length * title.font * 1.3 };
}

function activityView(): View<ActivityModel> {
  const date = make('span', 'activity-date');
  const unit = fittedView('span', 'activity-unit');
  const late = make('span', 'activity-late');
  const title = fittedView('p', 'activity-title');
  const element = make('li', 'activity', make('p', 'activity-head', date, unit.element, late), title.element);
  return {
    element,
    update(model) {
      const { activity, lang } = model;
      setStyle(element, 'height', px(model.height));
      setText(date, formatDay(activity.date, lang));
      unit.update(model.unit);
      setText(late, activity.isLate ? say(lang, 'lateEntry') : '');
      show(late, activity.isLate);
      title.update(model.title);
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

interface RankModel {
  readonly ranked: Ranked;
  readonly width: number;
  /** Long names stand above their bars. */
  readonly isStacked: boolean;
}

const besideWays: readonly Way[] = [{ font: 28, lines: 1 }, { font: 24, lines: 2 }];
const aboveWays: readonly Way[] = [{ font: 26, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 2 }];

function besideBar(unit: string, width: number): Fit {
  return fit(unit, width * 0.36 - 10, besideWays);
}

function rankView(): View<RankModel> {
  const rank = make('span', 'rank-place');
  const unit = fittedView('span', 'rank-unit');
  const value = make('span', 'rank-value');
  const bar = progressBar();
  const element = make('li', 'rank', rank, unit.element, bar.element, value);
  return {
    element,
    update({ ranked, width, isStacked }) {
      setData(element, 'stacked', isStacked ? 'yes' : undefined);
      setText(rank, ranked.rank || '');
      unit.update(isStacked ? fit(ranked.unit, width, aboveWays) : besideBar(ranked.unit, width));
      setText(value, ranked.progress === undefined ? '' : `${formatNumber(Math.round(ranked.progress))}%`);
      bar.update({ progress: ranked.progress, timeProgress: undefined, tone: 'mute' });
    },
  };
}
