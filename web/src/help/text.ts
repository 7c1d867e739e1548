// SPDX-License-Identifier: MIT
/** What the help page says, in both languages. Plain data. */

import type { Sentence } from '../data/model.js';

export interface Topic {
  readonly id: string;
  readonly title: Sentence;
  readonly lines: readonly Sentence[];
  readonly isNumbered: boolean;
}

function both(zh: string, en: string): Sentence {
  return { zh, en };
}

export const first: Topic = {
  id: 'first',
  title: both('三步上墙', 'Three steps to the wall'),
  isNumbered: true,
  lines: [
    both('在 Excel、WPS 或 LibreOffice 里填表,另存为 CSV。', 'Fill in a sheet in Excel, WPS or LibreOffice, and save it as CSV.'),
    both('把 CSV 文件放进收件夹(共享文件夹),可以按单位分子文件夹。', 'Put the CSV file into the inbox folder; subfolders by unit are fine.'),
    both('几秒后看“收件夹”页面:已采用,看板就是最新的;有误,回执会说第几行、哪一列、怎么改。', 'Seconds later, look at the inbox page: taken means that the wall is up to date; faulty says which line, which column, and what to do.'),
  ],
};

export const saving: readonly Topic[] = [
  {
    id: 'excel',
    title: both('Excel', 'Excel'),
    isNumbered: true,
    lines: [
      both('文件 → 另存为(F12)。', 'File → Save As (F12).'),
      both('保存类型选“CSV UTF-8(逗号分隔)(*.csv)”。没有这一项的旧版选“CSV(逗号分隔)”也可以。', 'Choose “CSV UTF-8 (Comma delimited) (*.csv)”; “CSV (Comma delimited)” of older versions works too.'),
      both('提示“只保存活动工作表”时选“确定”:一张表一个文件。', 'Answer OK when told that only the active sheet is saved: one sheet, one file.'),
    ],
  },
  {
    id: 'wps',
    title: both('WPS 表格', 'WPS Spreadsheets'),
    isNumbered: true,
    lines: [
      both('文件 → 另存为 → 其他格式。', 'File → Save As → Other formats.'),
      both('文件类型选“CSV(逗号分隔)(*.csv)”。', 'Choose “CSV (Comma delimited) (*.csv)”.'),
      both('提示功能不兼容时选“是”。', 'Answer Yes to the note about incompatible features.'),
    ],
  },
  {
    id: 'libreoffice',
    title: both('LibreOffice Calc', 'LibreOffice Calc'),
    isNumbered: true,
    lines: [
      both('文件 → 另存为,类型选“文本 CSV (.csv)”。', 'File → Save As, type “Text CSV (.csv)”.'),
      both('选“使用 Text CSV 格式”,字符集选 Unicode (UTF-8),字段分隔符为逗号。', 'Keep Text CSV format, character set Unicode (UTF-8), field delimiter comma.'),
    ],
  },
];

export const rules: Topic = {
  id: 'rules',
  title: both('放进去以后会怎样', 'What a drop means'),
  isNumbered: false,
  lines: [
    both('改了就在原处再保存一次:新版本整个替换旧版本。', 'To correct something, save the file in place again: the new version replaces the old one as a whole.'),
    both('有误的行只搁置那一行,其余照常采用;改好再保存即可。', 'A faulty row is set aside alone; the others are taken. Mend it and save again.'),
    both('一半以上的行有误,或者不是表格,整个文件不采用,看板上的数字不变。', 'If more than half of the rows are faulty, or it is no sheet, the file is refused and the figures on the wall stay what they were.'),
    both('删掉文件,一分钟后它的数字从看板撤回;改名不影响。', 'Deleting a file withdraws its figures after a minute; renaming changes nothing.'),
    both('空格、“—”、“未报”不等于 0;没有发生就填 0(零报告)。', 'Blank, “—” or “未报” is not zero; type 0 when nothing happened.'),
    both('“20余次”“近20个”“95%以上”“15.49亿元”照写,看板照样显示。', 'Write “20余次”, “近20个”, “95%以上”, “15.49亿元” as you would; the wall shows them so.'),
    both('合计、小计行会被认出,不会重复计数。', 'Total rows are recognised and never counted twice.'),
  ],
};

export interface Sheet {
  readonly name: string;
  readonly use: Sentence;
  readonly head: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

export const sheets: readonly Sheet[] = [
  {
    name: 'inspections', use: both('抽检、检验的合格率,最好带件数', 'Pass rates, best with their counts'),
    head: ['指标', '时期', '地区', '分项', '抽检数', '合格数', '合格率'],
    rows: [['产品质量监督抽查合格率', '2017Q3', '东镇', '日用品', '50', '48', ''], ['食品监督抽检合格率', '2017-09', '', '', '', '', '98.4%']],
  },
  {
    name: 'quantities', use: both('件数、金额、人次等数量', 'Counts, amounts, attendances'),
    head: ['指标', '时期', '地区', '数值', '单位', '同比', '备注'],
    rows: [['质量宣传活动次数', '2017', '', '20余次', '', '', ''], ['地区生产总值', '2017', '', '15.49', '亿元', '10.9%', '']],
  },
  {
    name: 'indicators', use: both('指标目录:目标、牵头部门、期限', 'Indicators: targets, lead departments, due days'),
    head: ['指标', '类别', '性质', '目标', '目标期', '牵头部门', '配合部门', '报送截止'],
    rows: [['农产品检测合格率', '农产品', '抽样率', '95%以上', '2017', '区农牧局', '区市场监管局、区工信局', '12-31']],
  },
  {
    name: 'activities', use: both('活动台账:一行一场活动', 'Activities: one row each'),
    head: ['日期', '主办单位', '活动名称', '所属活动', '参与人次', '资料份数'],
    rows: [['2017-09-16', '德庆镇', '质量月进校园', '质量月', '120', '300']],
  },
  {
    name: 'plan', use: both('活动计划:每个单位计划多少', 'Campaign plan: how much each unit plans'),
    head: ['活动', '年度', '指标', '单位', '计划数', '开始', '结束', '应报', '报送截止'],
    rows: [['质量月', '2017', '场次', '德庆镇', '10', '2017-09-01', '2017-09-30', '是', '2017-09-10']],
  },
  {
    name: 'places', use: both('地区(可选):上下级、别名、是否应报', 'Places (optional): parents, aliases, who must report'),
    head: ['代码', '地区', '上级', '层级', '应报', '别名'],
    rows: [['540102001', '德庆镇', '达孜区', '乡镇', '是', '德庆']],
  },
  {
    name: 'calendar', use: both('日历(可选):活动窗口、放假、调休', 'Calendar (optional): campaign windows, holidays'),
    head: ['名称', '开始', '结束', '类型'],
    rows: [['食品安全宣传周', '2017-06-29', '2017-07-13', '活动']],
  },
];

export const keys: Topic = {
  id: 'keys',
  title: both('大屏地址与按键', 'Addresses and keys of the wall'),
  isNumbered: false,
  lines: [
    both('地址后可加 ?place=达孜区、?pages=overview,campaign:40、?every=20、?theme=light、?lang=en。', 'Addresses take ?place=达孜区, ?pages=overview,campaign:40, ?every=20, ?theme=light, ?lang=en.'),
    both('空格或 P 暂停轮播,← → 翻页,F 全屏。', 'Space or P pauses, ← → turn pages, F is full screen.'),
  ],
};
