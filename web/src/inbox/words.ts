// SPDX-License-Identifier: MIT
/** The words of the inbox page, in both languages. */

import { fill } from '../text/words.js';
import type { Lang } from '../text/words.js';
import type { Look } from '../text/status.js';
import type { FileState } from './files.js';

const table = {
  title: ['收件夹', 'Inbox'],
  wall: ['看板', 'Wall'],
  help: ['帮助', 'Help'],
  otherLang: ['English', '中文'],
  search: ['搜索文件名', 'Search file names'],
  all: ['全部 {0}', 'All {0}'],
  trouble: ['需处理 {0}', 'Needs attention {0}'],
  files: ['文件', 'Files'],
  receipt: ['回执', 'Receipt'],
  noFiles: ['收件夹还是空的。把 CSV 表格放进去,几秒内就会出现在这里。', 'The inbox is empty. Drop a CSV sheet into it and it shows here within seconds.'],
  noMatch: ['没有符合条件的文件', 'No file matches'],
  welcome: ['收件夹现在的情况', 'How the inbox stands'],
  begin: ['怎样把数字放上看板', 'How a figure gets onto the wall'],
  stepTemplate: ['下载一张模板,或打开自己的表,表头照模板写', 'Fetch a template, or open your own sheet with the same headers'],
  stepSave: ['填好后另存为 CSV(Excel、WPS、LibreOffice 都可以)', 'Fill it in and save it as CSV (Excel, WPS and LibreOffice all can)'],
  stepDrop: ['把文件放进收件夹;改正时在原处保存,不必删除', 'Put the file into the inbox; to correct it, save it in place'],
  stepLook: ['几秒后在左边看它的状态,点开看回执', 'Seconds later its state shows on the left; open it for the receipt'],
  choose: ['选择一个文件,查看它的回执', 'Choose a file to see its receipt'],
  loading: ['正在读取回执…', 'Loading the receipt…'],
  gone: ['没有这个文件的回执', 'There is no receipt for this file'],
  unavailable: ['收件夹不可用:文件夹被移走或断开。看板保留原有数字,不会撤回任何一条。', 'The inbox is unavailable: the folder was moved or unmounted. The wall keeps its figures.'],
  offline: ['与服务器断开,正在重连;下面是断开前的情况', 'The line is down; below is what was known before'],
  version: ['第 {0} 版', 'version {0}'],
  rowsRead: ['读取 {0} 行', '{0} rows read'],
  rowsNew: ['新增 {0}', '{0} new'],
  rowsChanged: ['变更 {0}', '{0} changed'],
  rowsSame: ['相同 {0}', '{0} same'],
  rowsRemoved: ['撤回 {0}', '{0} withdrawn'],
  rowsFaulty: ['有误 {0}', '{0} faulty'],
  faultsShort: ['{0} 处有误', 'faults: {0}'],
  warningsShort: ['{0} 处提醒', '{0} warnings'],
  back: ['返回文件列表', 'Back to the files'],
  moved: ['看板上的变化', 'What moved on the wall'],
  movedNone: ['这一版没有改变看板上的数字。', 'This version moved no figure on the wall.'],
  movedNew: ['新上墙', 'new'],
  movedGone: ['已撤下', 'withdrawn'],
  faults: ['有误的行(请改好后重新保存)', 'Faulty rows (mend them and save again)'],
  moreFaults: ['另有 {0} 处未列出', '{0} more are not listed'],
  warnings: ['提醒(已采用,请核对)', 'Warnings (taken; please check)'],
  details: ['读取方式', 'How it was read'],
  versions: ['历次版本', 'Versions'],
  line: ['第 {0} 行', 'Line {0}'],
  column: ['“{0}”列', 'column “{0}”'],
  byte: ['第 {0} 字节', 'byte {0}'],
  cell: ['单元格内容', 'Cell'],
  sheet: ['表格类型', 'Sheet'],
  encoding: ['编码', 'Encoding'],
  delimiter: ['分隔符', 'Delimiter'],
  headerLine: ['表头在', 'Header on'],
  takenAt: ['采用时间', 'Taken at'],
  took: ['用时', 'Took'],
  movedCount: ['改变 {0} 个数字', '{0} figures moved'],
  templates: ['模板(已填示例,可直接改)', 'Templates (filled examples)'],
  tab: ['制表符', 'tab'],
} as const;

export type InboxWord = keyof typeof table;

export function say(lang: Lang, word: InboxWord, ...values: ReadonlyArray<string | number>): string {
  return fill(table[word][lang === 'zh' ? 0 : 1], values);
}

const looks: { readonly [state in FileState]: Look } = {
  settling: { tone: 'mute', shape: 'dots', zh: '正在写入', en: 'Being written' },
  queued: { tone: 'mute', shape: 'forward', zh: '排队中', en: 'Queued' },
  taken: { tone: 'good', shape: 'check', zh: '已采用', en: 'Taken' },
  partial: { tone: 'warn', shape: 'half', zh: '部分采用', en: 'Taken in part' },
  unchanged: { tone: 'good', shape: 'check-open', zh: '内容未变', en: 'Unchanged' },
  refused: { tone: 'bad', shape: 'drop', zh: '未采用', en: 'Refused' },
  withdrawn: { tone: 'mute', shape: 'slash', zh: '已撤回', en: 'Withdrawn' },
};

export function stateLook(state: FileState): Look {
  return looks[state];
}

const sentences: { readonly [state in FileState]: readonly [string, string] } = {
  settling: ['文件还在写入,写完后自动读取。', 'The file is still being written; it is read once it is complete.'],
  queued: ['文件已收到,马上读取。', 'The file is here and will be read in a moment.'],
  taken: ['整个文件已采用,看板已是最新。', 'The whole file was taken; the wall shows it.'],
  partial: ['有误的行已搁置,其余各行已采用。改好后在原处保存即可,不必删除。', 'Faulty rows were set aside, all others were taken. Mend them and save the file in place.'],
  unchanged: ['内容与上一版相同,看板没有变化。', 'The content is the same as before; nothing changed on the wall.'],
  refused: ['这一版没有采用,看板上的数字没有变。', 'This version was not taken; the figures on the wall are what they were.'],
  withdrawn: ['文件已从收件夹移走,它的数字已从看板撤回。', 'The file was removed from the inbox, and its figures from the wall.'],
};

export function stateSentence(state: FileState, lang: Lang): string {
  return sentences[state][lang === 'zh' ? 0 : 1];
}

const sheets: { readonly [sheet: string]: readonly [string, string] | undefined } = {
  inspections: ['合格率', 'Pass rates'],
  quantities: ['数量', 'Quantities'],
  indicators: ['指标目录', 'Indicators and targets'],
  activities: ['活动台账', 'Activities'],
  plan: ['活动计划', 'Campaign plan'],
  campaign_plan: ['活动计划', 'Campaign plan'],
  places: ['地区', 'Places'],
  calendar: ['日历', 'Calendar'],
};

export function sheetName(sheet: string, lang: Lang): string {
  const names = sheets[sheet];
  return names ? names[lang === 'zh' ? 0 : 1] : sheet;
}

/** The filled examples that the daemon serves, by file name. */
export const templates: readonly string[] = [
  'inspections', 'quantities', 'indicators', 'activities', 'plan', 'places', 'calendar',
];
