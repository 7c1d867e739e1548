// SPDX-License-Identifier: MIT
/** The focal point of the overview in a campaign: its day, and how far it has come. */

import type { Campaign, Metric } from '../data/campaign.js';
import { judgedLook, wordOf } from '../text/status.js';
import { formatDay, formatPercent } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Fit, Way } from '../text/fit.js';
import { ems, shortened } from '../text/measure.js';
import { campaignName, displayText, metricName } from '../text/translate.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { progressBar } from '../view/progress.js';
import { slots } from '../view/slots.js';

export interface CampaignHeroModel {
  readonly campaign: Campaign;
  readonly lang: Lang;
  readonly metrics: number;
  readonly width: number;
  /** Smaller, because a figure stands below it. */
  readonly isShared: boolean;
}

export function campaignHero(): View<CampaignHeroModel> {
  const name = fittedView('h2', 'hero-name');
  const theme = make('p', 'hero-theme');
  const day = dayView();
  const calendar = progressBar();
  const rows = make('div', 'hero-metrics');
  const metrics = slots(rows, metricView);
  const element = make('section', 'hero hero-campaign', name.element, theme, day.element, calendar.element, rows);
  return {
    element,
    update({ campaign, lang, metrics: most, width, isShared }) {
      setData(element, 'shared', isShared ? 'yes' : undefined);
      name.update(fit(campaignName(campaign.name, lang), width - 24, nameWays));
      setText(theme, shortened(campaign.theme || '', isShared ? 21 : 40));
      show(theme, !!campaign.theme && !isShared);
      day.update({ campaign, lang });
      const days = campaign.days || 1;
      calendar.update({ progress: ((campaign.day || 0) / days) * 100, timeProgress: undefined, tone: 'mute' });
      metrics.update(chosen(campaign.metrics, most).map((metric) => ({ metric, lang, width, owner: campaign.key })));
    },
  };
}

const nameWays: readonly Way[] = [{ font: 42, lines: 1 }, { font: 34, lines: 1 }, { font: 28, lines: 1 }, { font: 24, lines: 2 }];

/** Those with a plan first. */
function chosen(metrics: readonly Metric[], most: number): readonly Metric[] {
  const planned = metrics.filter((metric) => metric.plan !== undefined);
  const others = metrics.filter((metric) => metric.plan === undefined);
  return planned.concat(others).slice(0, most);
}

/** 第 16 天 / 共 30 天, and how many are left. */
export function dayView(): View<{ readonly campaign: Campaign; readonly lang: Lang }> {
  const day = figure('day-figure');
  const of = make('span', 'day-of');
  const left = make('span', 'day-left');
  const side = make('span', 'day-side', of, left);
  return {
    element: make('p', 'day', day.element, side),
    update({ campaign, lang }) {
      const { phase } = campaign;
      if (phase === 'upcoming') {
        day.update({ owner: campaign.key + phase, text: say(lang, campaign.daysToStart === 1 ? 'dayToStart' : 'daysToStart', campaign.daysToStart || 0) });
        setText(of, say(lang, 'startsOn', formatDay(campaign.start, lang)));
        setText(left, (campaign.days || 0) > 1 ? say(lang, 'lasts', campaign.days || 0) : '');
        return;
      }
      day.update({ owner: campaign.key + phase, text: dayText(campaign, lang) });
      setText(of, ofText(campaign, lang));
      setText(left, leftText(campaign, lang));
    },
  };
}

/** The day; after the end the balance: how much of the first plan was done. */
function dayText(campaign: Campaign, lang: Lang): string {
  if (campaign.phase !== 'ended') return say(lang, 'dayOf', campaign.day || 0);
  const metric = balanceOf(campaign);
  return metric ? formatPercent(Math.round(metric.progress || 0)) : String(campaign.days || 0);
}

function ofText(campaign: Campaign, lang: Lang): string {
  const metric = campaign.phase === 'ended' ? balanceOf(campaign) : undefined;
  if (metric) return say(lang, 'doneOf', metricName(metric.name, lang));
  return say(lang, campaign.phase === 'ended' ? 'days' : 'ofDays', campaign.days || 0);
}

function balanceOf(campaign: Campaign): Metric | undefined {
  return campaign.metrics.filter((metric) => metric.progress !== undefined)[0];
}

function leftText(campaign: Campaign, lang: Lang): string {
  if (campaign.phase === 'ended') return say(lang, 'endedOn', formatDay(campaign.end, lang));
  return campaign.daysLeft ? say(lang, campaign.daysLeft === 1 ? 'dayLeft' : 'daysLeft', campaign.daysLeft) : say(lang, 'lastDay');
}

interface MetricModel {
  readonly metric: Metric;
  readonly lang: Lang;
  readonly width: number;
  readonly owner: string;
}

function metricView(): View<MetricModel> {
  const sign = mark();
  const name = fittedView('span', 'metric-name');
  const value = figure('metric-figure');
  const plan = make('span', 'metric-plan');
  const bar = progressBar();
  const word = make('span', 'metric-word');
  const head = make('div', 'metric-head', name.element, value.element, plan, sign.element, word);
  const element = make('div', 'metric', head, bar.element);
  return {
    element,
    update(model) {
      const { metric, lang, owner } = model;
      const shown = judgedLook(metric);
      sign.update(shown);
      setData(element, 'tone', shown.tone);
      name.update(nameFit(model, wordOf(shown, lang)));
      value.update({ owner: owner + metric.name, text: displayText(metric.display, lang) });
      setText(plan, planText(model, wordOf(shown, lang)));
      setText(word, wordOf(shown, lang));
      show(bar.element, metric.progress !== undefined);
      bar.update({ progress: metric.progress, timeProgress: metric.timeProgress, tone: shown.tone });
    },
  };
}

type NamedMetric = Pick<MetricModel, 'metric' | 'lang' | 'width'>;

const metricWays: readonly Way[] = [{ font: 30, lines: 1 }, { font: 26, lines: 2 }, { font: 24, lines: 3 }];

function nameFit({ metric, lang, width }: NamedMetric, word: string): Fit {
  return fit(metricName(metric.name, lang), width - besideName(displayText(metric.display, lang), word), metricWays);
}

function besideName(display: string, word: string): number {
  return 52 * ems(display) + 26 * ems(word) + 84;
}

function widest({ lines, font }: Fit): number {
  return Math.max(...lines.map(ems)) * font;
}

/** The plan as fully as the rest of the line lets it be: the bar below shows it too. */
function planText({ metric, lang, width }: NamedMetric, word: string): string {
  const { plan, unit } = metric;
  const display = displayText(metric.display, lang);
  const taken = widest(nameFit({ metric, lang, width }, word)) + besideName(display, word);
  const texts = plan === undefined ? [unit] : [`/ ${plan} ${unit}`, `/ ${plan}`];
  return texts.filter((text) => taken + 28 * ems(text) <= width)[0] || '';
}
