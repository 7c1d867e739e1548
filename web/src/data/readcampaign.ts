// SPDX-License-Identifier: MIT
/** Reads a campaign out of the board's JSON. Never fails: what is odd is left out. */

import { flag, list, member, members, number, pair, text, word } from './json.js';
import type { Json } from './json.js';
import { unitStates } from './campaign.js';
import type { Activity, Campaign, Counts, Metric, PlanStep, Ranked, Unit } from './campaign.js';
import { readSentence, readStatus } from './readindicator.js';

const phases = ['upcoming', 'running', 'ended'] as const;

export function readCampaign(key: string, from: Json): Campaign {
  const year = member(from, 'year');
  return {
    key,
    name: text(member(from, 'name')) || key.split('/')[1] || key,
    place: text(member(from, 'place')) || key.split('/')[0] || '',
    year: year === undefined ? undefined : String(year),
    theme: text(member(from, 'theme')),
    verdict: readSentence(member(from, 'verdict')),
    metrics: inOrder(members(member(from, 'metrics')).map(([name, value]) => readMetric(name, value))),
    ...readWindow(from),
    ...readDays(from),
    ...readUnits(from),
  };
}

/** 场次 first, then what else is planned, then the rest; JSON keeps no order of its own. */
function inOrder(metrics: readonly Metric[]): readonly Metric[] {
  const weight = ({ name, plan }: Metric): number => (name === '场次' ? 0 : plan !== undefined ? 1 : 2);
  const order = metrics.map((metric, at) => ({ metric, at }));
  return order.sort((a, b) => weight(a.metric) - weight(b.metric) || a.at - b.at).map(({ metric }) => metric);
}

function readWindow(from: Json) {
  return {
    start: text(member(from, 'start')) || '',
    end: text(member(from, 'end')) || '',
    phase: word(member(from, 'phase'), phases) || ('running' as const),
    day: number(member(from, 'day')),
    days: number(member(from, 'days')),
    daysLeft: number(member(from, 'days_left')),
    daysToStart: number(member(from, 'days_to_start')),
  };
}

function readDays(from: Json) {
  const planSteps: { [metric: string]: readonly PlanStep[] } = {};
  members(member(from, 'plan_steps')).forEach(([metric, steps]) => {
    planSteps[metric] = list(steps).map(readStep).filter((step) => step.date !== '');
  });
  return {
    planSteps,
    daily: members(member(from, 'daily'))
      .map(([date, counts]) => ({ date, counts: readCounts(counts) }))
      .sort((a, b) => (a.date < b.date ? -1 : 1)),
    latest: list(member(from, 'latest')).map(readActivity),
  };
}

function readUnits(from: Json) {
  const coverage = member(from, 'coverage');
  return {
    units: members(member(from, 'units')).map(([name, value]) => readUnit(name, value)),
    reported: number(member(coverage, 'reported')),
    must: number(member(coverage, 'must')),
    overdue: number(member(coverage, 'overdue')),
    onTimeRate: number(member(coverage, 'on_time_rate')),
    ranking: list(member(from, 'ranking')).map(readRanked),
  };
}

function readMetric(name: string, from: Json): Metric {
  const done = number(member(from, 'done'));
  return {
    name,
    done,
    unit: text(member(from, 'unit')) || '',
    display: text(member(from, 'display')) || (done === undefined ? '' : String(done)),
    plan: number(member(from, 'plan')),
    progress: number(member(from, 'progress')),
    timeProgress: number(member(from, 'time_progress')),
    deviation: number(member(from, 'deviation')),
    status: readStatus(member(from, 'status')) || 'none',
    verdict: readSentence(member(from, 'verdict')),
    today: number(member(from, 'today')),
    projected: number(member(from, 'projected')),
    range: pair(member(from, 'range')),
    pace: number(member(from, 'pace')),
    pace7: number(member(from, 'pace7')),
    needed: number(member(from, 'needed')),
    text: readSentence(member(from, 'text')),
  };
}

function readCounts(from: unknown): Counts {
  const counts: { [metric: string]: number } = {};
  members(from).forEach(([metric, value]) => {
    const count = number(value);
    if (count !== undefined) counts[metric] = count;
  });
  return counts;
}

function readStep(from: Json): PlanStep {
  return { date: text(member(from, 'date')) || '', plan: number(member(from, 'plan')) || 0 };
}

function readUnit(name: string, from: Json): Unit {
  return {
    name,
    state: word(member(from, 'state'), unitStates) || 'waiting',
    reportedAt: text(member(from, 'reported_at')),
    lateEntries: number(member(from, 'late_entries')) || 0,
    metrics: readCounts(member(from, 'metrics')),
    plan: readCounts(member(from, 'plan')),
  };
}

function readActivity(from: Json): Activity {
  return {
    date: text(member(from, 'date')) || '',
    unit: text(member(from, 'unit')) || '',
    title: text(member(from, 'title')) || '',
    isLate: flag(member(from, 'late')),
    metrics: readCounts(member(from, 'metrics')),
  };
}

function readRanked(from: Json): Ranked {
  const rank = member(from, 'rank');
  return {
    unit: text(member(from, 'unit')) || '',
    rank: rank === undefined ? undefined : String(rank),
    progress: number(member(from, 'progress')),
    done: number(member(from, 'done')),
    plan: number(member(from, 'plan')),
  };
}
