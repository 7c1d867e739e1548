// SPDX-License-Identifier: MIT
/** Reads an indicator out of the board's JSON. Never fails: what is odd is left out. */

import { flag, isObject, list, member, number, pair, text, texts, word } from './json.js';
import type { Json } from './json.js';
import { missings, otherStatuses, planStatuses, rateStatuses } from './model.js';
import type {
  Coverage, Due, Indicator, Part, Previous, Sentence, Status, Target, TrendPoint,
} from './model.js';

const statuses: readonly Status[] = [...rateStatuses, ...planStatuses, ...otherStatuses];

export function readStatus(value: unknown): Status | undefined {
  return word(value, statuses);
}

export function readSentence(value: unknown): Sentence | undefined {
  const zh = text(member(value, 'zh'));
  const en = text(member(value, 'en'));
  if (zh === undefined && en === undefined) {
    const plain = text(value);
    return plain ? { zh: plain, en: plain } : undefined;
  }
  return { zh: zh || en || '', en: en || zh || '' };
}

export function readIndicator(key: string, from: Json): Indicator {
  const parts = key.split('/');
  return {
    key,
    name: text(member(from, 'name')) || parts[1] || key,
    place: text(member(from, 'place')) || parts[0] || '',
    item: text(member(from, 'item')),
    area: text(member(from, 'area')) || '',
    nature: text(member(from, 'nature')),
    unit: text(member(from, 'unit')) || '',
    lead: text(member(from, 'lead')),
    partners: readPartners(from),
    partnerCount: partnerCount(from),
    better: text(member(from, 'better')) === 'lower' ? 'lower' : 'higher',
    ...readFigure(from),
    ...readJudgement(from),
    ...readState(from),
  };
}

function readPartners(from: Json): readonly string[] {
  const lead = text(member(from, 'lead'));
  return texts(member(from, 'departments')).filter((name) => name !== lead);
}

function partnerCount(from: Json): number {
  const named = texts(member(from, 'departments')).length;
  const partners = readPartners(from).length;
  return Math.max(partners, partners + (number(member(from, 'department_count')) || 0) - named);
}

function readFigure(from: Json) {
  return {
    period: text(member(from, 'period')),
    value: number(member(from, 'value')),
    display: text(member(from, 'display')),
    done: text(member(member(from, 'done'), 'display')),
    qualifier: text(member(from, 'qualifier')),
    passed: number(member(from, 'passed')),
    inspected: number(member(from, 'inspected')),
    interval: pair(member(from, 'interval')),
    sample: word(member(from, 'sample'), ['small', 'counts_only'] as const),
    missing: word(member(from, 'missing'), missings),
    yoy: number(member(from, 'yoy')),
    updatedAt: text(member(from, 'updated_at')),
    trend: list(member(from, 'trend')).map(readPoint),
    parts: list(member(from, 'parts')).map(readPart),
    partCount: Math.max(list(member(from, 'parts')).length, number(member(from, 'part_count')) || 0),
    coverage: readCoverage(member(from, 'coverage')),
  };
}

function readJudgement(from: Json) {
  const chart = member(from, 'chart');
  return {
    target: readTarget(member(from, 'target')),
    status: readStatus(member(from, 'status')) || ('none' as const),
    verdict: readSentence(member(from, 'verdict')),
    word: readSentence(member(from, 'word')),
    needs: readSentence(member(from, 'needs')),
    progress: number(member(from, 'progress')),
    timeProgress: number(member(from, 'time_progress')),
    deviation: number(member(from, 'deviation')),
    due: readDue(member(from, 'due')),
    previous: readPrevious(member(from, 'previous')),
    chartSentence: readSentence(member(chart, 'sentence')),
    alarm: flag(member(chart, 'alarm')),
  };
}

function readState(from: Json) {
  return {
    isStale: flag(member(from, 'stale')),
    staleSince: text(member(from, 'stale_since')),
    isRevised: flag(member(from, 'revised')),
    revisedFrom: text(member(from, 'revised_from')),
    doubts: number(member(from, 'doubts')) || 0,
    doubtTexts: list(member(from, 'doubt_texts')).map(readSentence).filter(isSentence),
  };
}

function isSentence(value: Sentence | undefined): value is Sentence {
  return value !== undefined;
}

function readTarget(from: unknown): Target | undefined {
  const display = text(member(from, 'display'));
  if (display === undefined) return undefined;
  return {
    display,
    value: number(member(from, 'value')),
    qualifier: text(member(from, 'qualifier')),
    deadline: text(member(from, 'deadline')),
  };
}

function readDue(from: unknown): Due | undefined {
  if (!isObject(from)) return undefined;
  return {
    date: text(member(from, 'date')),
    daysLeft: number(member(from, 'days_left')),
    overdue: flag(member(from, 'overdue')),
    text: readSentence(member(from, 'text')),
  };
}

function readPrevious(from: unknown): Previous | undefined {
  if (!isObject(from)) return undefined;
  return {
    period: text(member(from, 'period')),
    value: number(member(from, 'value')),
    change: number(member(from, 'change')),
    unit: text(member(from, 'change_unit')),
    verdict: word(member(from, 'verdict'), ['up', 'down', 'within_noise'] as const),
    text: readSentence(member(from, 'text')),
  };
}

function readPart(from: Json): Part {
  const rank = member(from, 'rank');
  return {
    name: ['place', 'department', 'item'].map((role) => text(member(from, role)))
      .filter((name) => !!name)[0] || '',
    value: number(member(from, 'value')),
    display: text(member(from, 'display')),
    passed: number(member(from, 'passed')),
    inspected: number(member(from, 'inspected')),
    interval: pair(member(from, 'interval')),
    status: readStatus(member(from, 'status')),
    rank: rank === undefined ? undefined : String(rank),
    missing: word(member(from, 'missing'), missings),
  };
}

function readPoint(from: Json): TrendPoint {
  return {
    period: text(member(from, 'period')) || '',
    value: number(member(from, 'value')),
    passed: number(member(from, 'passed')),
    inspected: number(member(from, 'inspected')),
    alarm: flag(member(from, 'alarm')),
  };
}

function readCoverage(from: unknown): Coverage | undefined {
  const reported = number(member(from, 'reported'));
  const must = number(member(from, 'must'));
  if (reported === undefined || must === undefined) return undefined;
  const missing = texts(member(from, 'missing'));
  return { reported, must, missing, missingCount: Math.max(missing.length, number(member(from, 'missing_count')) || 0) };
}
