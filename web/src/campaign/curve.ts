// SPDX-License-Identifier: MIT
/**
 * A metric of a campaign day by day: what was done so far, what was planned by then, and where
 * the present pace leads. Pure.
 */

import type { Campaign, Metric } from '../data/campaign.js';
import type { Values } from '../view/chart.js';

export interface CampaignCurve {
  readonly days: readonly string[];
  readonly done: Values;
  readonly plan: Values;
  readonly projected: Values;
  readonly low: Values;
  readonly high: Values;
}

const mostDays = 400;

/** The days of the window, as dates. */
export function daysOf(campaign: Campaign): readonly string[] {
  const days: string[] = [];
  const end = Date.parse(`${campaign.end}T00:00:00Z`);
  for (let at = Date.parse(`${campaign.start}T00:00:00Z`); at <= end && days.length < mostDays; at += 86400000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

export function curveOf(campaign: Campaign, metric: Metric, today: string | undefined): CampaignCurve {
  const days = daysOf(campaign);
  const done = doneBy(campaign, metric.name, days, today);
  const last = lastKnown(done);
  const ray = (goal: number | undefined): Values => rayTo(goal, done[last], last, days.length);
  return {
    days,
    done,
    plan: planBy(campaign, metric, days),
    projected: ray(metric.projected),
    low: ray(metric.range && metric.range[0]),
    high: ray(metric.range && metric.range[1]),
  };
}

function doneBy(campaign: Campaign, metric: string, days: readonly string[], today: string | undefined): Values {
  let sum = 0;
  let next = 0;
  const { daily } = campaign;
  return days.map((day) => {
    for (; next < daily.length; next++) {
      const entry = daily[next];
      if (!entry || entry.date > day) break;
      sum += entry.counts[metric] || 0;
    }
    return campaign.phase === 'upcoming' || (today !== undefined && day > today) ? undefined : sum;
  });
}

/** Through its steps where the plan has some, else in one straight line. */
function planBy(campaign: Campaign, metric: Metric, days: readonly string[]): Values {
  const { plan } = metric;
  if (plan === undefined) return days.map(() => undefined);
  const steps = campaign.planSteps[metric.name];
  if (!steps || steps.length < 2) return days.map((_, at) => (plan * (at + 1)) / days.length);
  return between(days, steps.map((step) => ({ at: days.indexOf(step.date), plan: step.plan })));
}

function between(days: readonly string[], steps: ReadonlyArray<{ readonly at: number; readonly plan: number }>): Values {
  const known = [{ at: -1, plan: 0 }].concat(steps.filter((step) => step.at >= 0));
  return days.map((_, day) => {
    const before = known.filter((step) => step.at <= day).pop() || { at: -1, plan: 0 };
    const after = known.filter((step) => step.at > day)[0];
    if (!after) return before.plan;
    return before.plan + ((after.plan - before.plan) * (day - before.at)) / (after.at - before.at);
  });
}

function lastKnown(values: Values): number {
  let last = -1;
  values.forEach((value, at) => {
    if (value !== undefined) last = at;
  });
  return last;
}

/** From the last known value in a straight line to the goal on the last day. */
function rayTo(goal: number | undefined, from: number | undefined, last: number, count: number): Values {
  const values: Array<number | undefined> = [];
  const length = count - 1 - last;
  for (let at = 0; at < count; at++) {
    const isAhead = goal !== undefined && from !== undefined && length > 0 && at >= last;
    values.push(isAhead ? from + ((goal - from) * (at - last)) / length : undefined);
  }
  return values;
}
