// SPDX-License-Identifier: MIT
/**
 * How a status looks: never by colour alone. Each has a tone (the colour), a shape and a word;
 * solid says that it is certain, outlined that it may be chance.
 */

import type { Indicator, Missing, Status } from '../data/model.js';
import type { UnitState } from '../data/campaign.js';
import type { Sentence } from '../data/terms.js';
import type { Lang } from './words.js';

export type Tone = 'good' | 'warn' | 'bad' | 'mute';
export type Shape =
  | 'check' | 'check-open' | 'check-plain' | 'drop' | 'drop-open' | 'forward' | 'half' | 'diamond'
  | 'clock' | 'empty' | 'zero' | 'slash' | 'dots' | 'none';

export interface Look {
  readonly tone: Tone;
  readonly shape: Shape;
  readonly zh: string;
  readonly en: string;
}

function look(tone: Tone, shape: Shape, zh: string, en: string): Look {
  return { tone, shape, zh, en };
}

const looks: { readonly [status in Status]: Look } = {
  met_clear: look('good', 'check', '明确达标', 'Clearly met'),
  met_uncertain: look('good', 'check-open', '达标,未超出抽样误差', 'Met, within sampling error'),
  missed_uncertain: look('warn', 'drop-open', '低于目标,尚不能判定', 'Below target, not conclusive'),
  missed_clear: look('bad', 'drop', '明确低于目标', 'Clearly below target'),
  met_all_tested: look('good', 'check', '本次全部合格', 'All tested passed'),
  met: look('good', 'check-plain', '达标(按报送值)', 'Met (as reported)'),
  missed: look('bad', 'drop', '未达标', 'Not met'),
  too_few: look('mute', 'dots', '样本过小', 'Too few to judge'),
  done: look('good', 'check', '已完成', 'Done'),
  on_track: look('good', 'forward', '进度正常', 'On track'),
  behind: look('warn', 'half', '进度滞后', 'Behind'),
  far_behind: look('bad', 'diamond', '严重滞后', 'Far behind'),
  overdue: look('bad', 'clock', '逾期', 'Overdue'),
  unreported: look('mute', 'empty', '未报', 'Not reported'),
  none: look('mute', 'none', '', ''),
};

export function statusLook(status: Status): Look {
  return looks[status];
}

const missingLooks: { readonly [missing in Missing]: Look } = {
  unreported: look('mute', 'empty', '未报', 'Not reported'),
  zero_report: look('mute', 'zero', '零报告', 'Zero report'),
  not_applicable: look('mute', 'slash', '不适用', 'Not applicable'),
  no_base: look('mute', 'none', '未报基数', 'No counts given'),
  approximate: look('mute', 'none', '约数', 'Approximate'),
};

export function missingLook(missing: Missing): Look {
  return missingLooks[missing];
}

/** The look of a status in the words of the daemon, which alone knows what the target was; else in ours. */
export function judgedLook({ status, verdict }: Judged): Look {
  const { tone, shape, zh, en } = looks[status];
  return verdict ? look(tone, shape, withoutPoints(verdict.zh), withoutPoints(verdict.en)) : look(tone, shape, zh, en);
}

interface Judged {
  readonly status: Status;
  readonly verdict: Sentence | undefined;
}

/** By how many points is left out: the figure and its target stand beside it. */
function withoutPoints(verdict: string): string {
  const short = verdict.replace(/ ?[\d.,]+ 个百分点|[\d.,]+ points /, '');
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** The look of an indicator: why it is missing, where it is, else as it was judged. */
export function indicatorLook(indicator: Indicator): Look {
  const { missing } = indicator;
  return missing && indicator.status === 'none' ? missingLooks[missing] : judgedLook(indicator);
}

const unitLooks: { readonly [state in UnitState]: Look } = {
  reported: look('good', 'check-plain', '已报', 'Reported'),
  reported_today: look('good', 'check', '今日已报', 'Reported today'),
  zero_report: look('mute', 'zero', '零报告', 'Zero report'),
  waiting: look('mute', 'empty', '未报', 'Waiting'),
  overdue: look('bad', 'clock', '逾期未报', 'Overdue'),
  not_required: look('mute', 'slash', '不需报', 'Not required'),
};

export function unitLook(state: UnitState): Look {
  return unitLooks[state];
}

export function wordOf(shown: Look, lang: Lang): string {
  return lang === 'zh' ? shown.zh : shown.en;
}

/** How bad a status is, for choosing what matters most now; 0 is good or unknown. */
export function severity(status: Status): number {
  const order: readonly Status[] = [
    'behind', 'missed_uncertain', 'missed', 'overdue', 'far_behind', 'missed_clear',
  ];
  return order.indexOf(status) + 1;
}
