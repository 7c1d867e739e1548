// SPDX-License-Identifier: MIT
/** The words of the wall's frame, in both languages. {0} {1} stand for what is put in. */

import type { Sentence } from '../data/model.js';

export type Lang = 'zh' | 'en';

const table = {
  overview: ['总览', 'Overview'],
  rates: ['合格率', 'Pass rates'],
  campaign: ['专项活动', 'Campaigns'],
  targets: ['目标责任', 'Targets'],
  live: ['实时', 'Live'],
  connecting: ['连接中', 'Connecting'],
  reconnecting: ['重连中 {0}', 'Reconnecting {0}'],
  stale: ['数据已过期', 'Out of date'],
  staleSince: ['与服务器断开,以下数据停在 {0}({1}前)', 'Line down: figures stand as of {0} ({1} ago)'],
  asOf: ['数据截至 {0}', 'Data as of {0}'],
  ago: ['{0}前', '{0} ago'],
  noFileYet: ['尚未收到文件', 'No file yet'],
  doubts: ['待核实 {0} 条', '{0} to verify'],
  doubt: ['待核实', 'To verify'],
  inboxGone: ['收件夹不可用', 'Inbox unavailable'],
  inboxGoneLong: ['收件夹不可用,数字保持不变', 'Inbox unavailable; figures are kept'],
  refusedFile: ['有文件未被采用', 'File refused'],
  waitingFiles: ['正在读取 {0} 个文件', 'Reading {0} files'],
  samplingNote: ['区间为95%抽样误差范围', 'Intervals: 95%, sampling error only'],
  emptyTitle: ['现在可以把第一张表放进收件夹了', 'Now drop the first sheet into the inbox'],
  emptyHint: ['CSV 表格放好后,几秒内就会出现在这里', 'Within seconds of a CSV sheet arriving, it shows here'],
  firstLook: ['正在连接服务器…', 'Connecting to the server…'],
  target: ['目标 {0}', 'Target {0}'],
  targetValue: ['目标值', 'Target'],
  soFar: ['截至{0}累计', 'total to {0}'],
  targetWord: ['目标', 'Target'],
  expired: ['过期', 'Overdue data'],
  revised: ['已修订', 'Revised'],
  revisedFrom: ['已修订,原为 {0}', 'Revised, was {0}'],
  changedFrom: ['由 {0} 变为', 'was {0}'],
  isNew: ['新', 'new'],
  smallSample: ['小样本', 'small sample'],
  countsOnly: ['样本过小,只列件数', 'too few: counts only'],
  yoy: ['同比 {0}', 'YoY {0}'],
  movedToday: ['今日变动', 'Moved today'],
  nothingMoved: ['今日暂无变动', 'Nothing has moved today'],
  noTarget: ['无目标', 'No target'],
  unreportedHero: ['项目标待报', 'targets await a figure'],
  reportedOf: ['已报 {0}/{1}', '{0}/{1} reported'],
  metOf: ['达标 {0}/{1}', '{0}/{1} met'],
  screenOf: ['第 {0}/{1} 屏', '{0}/{1}'],
  noArea: ['其他', 'Other'],
  worst: ['偏离最大', 'Furthest off target'],
  latestMove: ['最新变动', 'Latest change'],
  headline: ['重点指标', 'In focus'],
  allMet: ['有目标的指标全部达标', 'Every target is met'],
  dayOf: ['第 {0} 天', 'Day {0}'],
  ofDays: ['共 {0} 天', 'of {0}'],
  daysLeft: ['距结束 {0} 天', '{0} days left'],
  lastDay: ['今天是最后一天', 'Last day'],
  daysToStart: ['还有{0}天', 'in {0} days'],
  startsOn: ['{0}开始', 'starts {0}'],
  doneOf: ['{0}完成率', '{0} done'],
  days: ['天', 'days'],
  ended: ['已结束', 'Ended'],
  endedDays: ['已结束 {0} 天', 'Ended {0} days ago'],
  inspected: ['抽检 {0},合格 {1}', '{1} of {0} passed'],
  interval: ['95%区间 {0}–{1}%', '95% interval {0}–{1}%'],
  pause: ['暂停轮播', 'Pause'],
  play: ['继续轮播', 'Resume'],
  next: ['下一页', 'Next'],
  previous: ['上一页', 'Previous'],
  fullScreen: ['全屏', 'Full screen'],
  paused: ['已暂停', 'Paused'],
  others: ['另 {0} 项', '{0} more'],
  goalsMet: ['达标', 'Met'],
  goalHead: ['指标', 'Indicator'],
  goalTarget: ['目标', 'Target'],
  goalActual: ['实际', 'Actual'],
  goalProgress: ['进度', 'Progress'],
  goalState: ['状态', 'State'],
  goalWho: ['牵头 / 配合', 'Lead / partners'],
  goalDue: ['期限', 'Due'],
  overdueBy: ['逾期{0}天', '{0} d overdue'],
  dueIn: ['剩{0}天', '{0} d left'],
  timeIs: ['时间{0}', 'time {0}'],
  paceShort: ['每天{0},需{1}', '{0} a day, {1} needed'],
  plannedUnit: ['{0}(计划)', '{0} planned'],
  todayPlus: ['今日 +{0}', 'Today +{0}'],
  unitsTitle: ['各单位报送', 'Reporting by unit'],
  overdueUnits: ['逾期未报 {0}', '{0} overdue'],
  overdueNames: ['逾期未报:{0}', 'Overdue: {0}'],
  onTime: ['按时率 {0}%', '{0}% on time'],
  latestTitle: ['最新活动', 'Latest activities'],
  rankingTitle: ['完成率排名', 'Ranking by progress'],
  lateEntry: ['补录', 'late'],
  curveTitle: ['{0} · 累计与计划', '{0}: so far and plan'],
  planLabel: ['计划{0}', 'plan {0}'],
  projectedLabel: ['约{0}', '~{0}'],
  noCampaign: ['近期没有专项活动', 'No campaign at present'],
  centre: ['均值', 'mean '],
  limit: ['下限', 'limit '],
  countOf: ['n={0}', 'n={0}'],
  partsTitle: ['各地排名(横条为95%区间)', 'Ranking of places (bars: 95% intervals)'],
  missingUnits: ['未报:{0}', 'missing: {0}'],
  noRates: ['尚无合格率数据', 'No pass rates yet'],
  comma: [',', ', '],
  colon: [':', ': '],
} as const;

export type Word = keyof typeof table;

export function say(lang: Lang, word: Word, ...values: ReadonlyArray<string | number>): string {
  return fill(table[word][lang === 'zh' ? 0 : 1], values);
}

/** Puts the values where {0} {1} … stand. */
export function fill(pattern: string, values: ReadonlyArray<string | number>): string {
  return pattern.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}

export function pick(lang: Lang, sentence: Sentence): string {
  return lang === 'zh' ? sentence.zh : sentence.en;
}
