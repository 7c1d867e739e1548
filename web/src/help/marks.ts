// SPDX-License-Identifier: MIT
/** What the marks on the wall mean: each shape with its word and a sentence. */

import type { Sentence, Status } from '../data/model.js';
import { missingLook, statusLook } from '../text/status.js';
import type { Look } from '../text/status.js';

export interface Explained {
  readonly look: Look;
  readonly means: Sentence;
}

const statuses: ReadonlyArray<readonly [Status, string, string]> = [
  ['met_clear', '高于目标,而且抽样误差解释不了', 'Above target, and more than chance would give'],
  ['met_uncertain', '数字达标,但样本还不足以确认', 'At target, but the sample does not prove it'],
  ['missed_uncertain', '数字低于目标,但可能只是抽样误差', 'Below target, but chance may explain it'],
  ['missed_clear', '低于目标,而且抽样误差解释不了', 'Below target, and more than chance would give'],
  ['met_all_tested', '目标100%:这次检的全部合格', 'Target 100 %: all that were tested passed'],
  ['met', '按报送的数字达标,没有件数可以核对', 'Met as reported; there are no counts to check'],
  ['missed', '未达到目标', 'The target is not met'],
  ['too_few', '样本太小,只列件数,不作判定', 'Too few to judge: only the counts are shown'],
  ['done', '计划已完成', 'The plan is done'],
  ['on_track', '完成率与时间进度相当', 'Progress keeps up with the calendar'],
  ['behind', '落后于时间进度10个百分点以上', 'More than 10 points behind the calendar'],
  ['far_behind', '落后于时间进度30个百分点以上', 'More than 30 points behind the calendar'],
  ['overdue', '已过期限', 'The due day has passed'],
  ['unreported', '还没有数字报来', 'No figure has come yet'],
];

const missings: ReadonlyArray<readonly ['zero_report' | 'not_applicable', string, string]> = [
  ['zero_report', '报来的就是 0', 'Zero was reported'],
  ['not_applicable', '本单位没有这项工作', 'Does not apply to this unit'],
];

export const marksExplained: readonly Explained[] = statuses
  .map(([status, zh, en]) => ({ look: statusLook(status), means: { zh, en } }))
  .concat(missings.map(([missing, zh, en]) => ({ look: missingLook(missing), means: { zh, en } })));

export const tagsExplained: ReadonlyArray<readonly [Sentence, Sentence]> = [
  [{ zh: '待核实', en: 'To verify' }, { zh: '数字之间有矛盾,或有行未采用,请核对来源', en: 'Figures contradict each other, or a row was set aside: check the source' }],
  [{ zh: '过期', en: 'Overdue data' }, { zh: '应报的时期已过,还没有新数字', en: 'The period is over and no new figure has come' }],
  [{ zh: '已修订', en: 'Revised' }, { zh: '七天内改过,原数在括号里', en: 'Changed within the last seven days' }],
  [{ zh: '小样本', en: 'Small sample' }, { zh: '不足30件,百分比只作参考', en: 'Fewer than 30: take the percentage with care' }],
  [{ zh: '未报基数', en: 'No counts given' }, { zh: '只报了百分比,没有件数,不参与汇总', en: 'Only the rate was reported; it enters no pooled figure' }],
  [{ zh: '约数', en: 'Approximate' }, { zh: '报来的是“20余”“约500”一类的数', en: 'Reported as “20余”, “约500” and the like' }],
];
