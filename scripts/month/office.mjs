// SPDX-License-Identifier: MIT
/* The sheets of the county's own office: places, targets, plan, months, ratings. */
import { sheet } from './csv.mjs';
import { dateOf, YEAR } from './days.mjs';
import { between, stream } from './random.mjs';
import { COUNTY, TOWNS } from './towns.mjs';

export function places() {
  return sheet({
    header: ['代码', '地区', '上级', '层级', '应报', '别名', '排序'],
    rows: [
      ['990100', COUNTY, '', '县', '否', '青岩', 0],
      ...TOWNS.map((town, i) => [
        `9901${String(i + 2).padStart(2, '0')}`, town.name, COUNTY, town.tier, town.plan ? '是' : '否',
        town.name.slice(0, 2), i + 1,
      ]),
    ],
  });
}

const TARGETS = [
  ['食品监督抽检合格率', '产品', '抽样率', '%', '>=98', '县市场监管局', '县农业农村局、县卫健局', '月', '次月5日'],
  ['食用农产品快检合格率', '产品', '抽样率', '%', '97%以上', '县农业农村局', '县市场监管局', '月', '次月5日'],
  ['产品质量监督抽查合格率', '产品', '抽样率', '%', '>=93', '县市场监管局', '县工信局', '月', '次月10日'],
  ['餐饮具洗消抽检合格率', '服务', '抽样率', '%', '>=90', '县卫健局', '县市场监管局', '月', '次月10日'],
  ['投诉举报办结率', '服务', '全数率', '%', '98%以上', '县市场监管局', '县商务局、县住建局', '月', '次月5日'],
  ['群众质量满意度', '服务', '得分', '分', '>=85', '县市场监管局', '县统计局', '季', '季后10日'],
  ['工程质量监督抽检合格率', '工程', '抽样率', '%', '95%以上', '县住建局', '县交通局、县水利局', '月', '次月10日'],
  ['空气质量优良率', '环境', '加权率', '%', '≥92%', '县生态环境局', '', '月', '次月5日'],
  ['特种设备定检率', '监管', '全数率', '%', '100%', '县市场监管局', '县应急局', '月', '次月10日'],
  ['出动检查人次', '监管', '当期数', '人次', '>=16000', '县市场监管局', '各乡镇', '月', '次月5日'],
  ['检查市场主体数', '监管', '当期数', '家', '>=4800', '县市场监管局', '各乡镇', '月', '次月5日'],
  ['食品安全事故起数', '监管', '当期数', '起', '<=0', '县市场监管局', '县教育局、县卫健局', '月', '次月5日'],
  ['新增注册商标数', '品牌', '累计数', '件', '不少于60件', '县市场监管局', '县农业农村局', '月', '次月10日'],
  ['质量管理体系认证企业数', '认证', '存量', '家', '>=45', '县市场监管局', '县工信局', '季', '季后10日'],
  ['企业标准自我声明公开数', '标准', '累计数', '项', '>=120', '县市场监管局', '', '月', '次月10日'],
  ['计量器具强制检定台件数', '计量', '当期数', '台件', '>=8000', '县市场监管局', '县卫健局', '月', '次月10日'],
  ['首席质量官培训人次', '培训', '当期数', '人次', '>=240', '县市场监管局', '县工信局', '月', '次月10日'],
  ['质量强县方案印发', '活动', '里程碑', '', '完成', '县政府办', '县市场监管局', '年', `${YEAR}-06-30`],
];

export function targets() {
  return sheet({
    titles: [`${COUNTY}${YEAR}年质量强县目标任务分解表`], as: 'gb18030',
    header: ['指标', '类别', '性质', '单位', '目标', '目标期', '方向', '地区', '牵头部门', '配合部门', '报送频次', '报送截止'],
    rows: TARGETS.map(([name, area, nature, unit, target, lead, partners, frequency, due]) => [
      name, area, nature, unit, target, YEAR, target.startsWith('<') ? '越低越好' : '', COUNTY, lead, partners,
      frequency, due,
    ]),
  });
}

const PER_ACTIVITY = { 场次: 1, 参与人次: 70, 资料份数: 150, 检查家次: 4 };

/** Each township is asked for its first report by the tenth. */
export function plan() {
  const rows = TOWNS.filter((town) => town.plan > 0).flatMap((town) =>
    Object.entries(PER_ACTIVITY).map(([metric, each]) => [
      '质量月', YEAR, metric, town.name, town.plan * each, dateOf(1), dateOf(30), '质量提升我参与', '是', dateOf(10),
    ]));
  return sheet({
    titles: [`${COUNTY}${YEAR}年“质量月”活动计划`], rows,
    header: ['活动', '年度', '指标', '地区', '计划数', '开始', '结束', '主题', '应报', '报送截止'],
  });
}

export function calendar() {
  return sheet({
    header: ['名称', '开始', '结束', '类型'],
    rows: [['中秋节', dateOf(25), dateOf(27), '休'], ['国庆节', dateOf(31), dateOf(37), '休']],
  });
}

/* Months 1 to 8 of the year: around `each`, or adding up around it. */
const WORK = [
  { name: '出动检查人次', unit: '人次', each: 1340 },
  { name: '检查市场主体数', unit: '家', each: 395 },
  { name: '计量器具强制检定台件数', unit: '台件', each: 560 },
  { name: '首席质量官培训人次', unit: '人次', each: 11 },
  { name: '新增注册商标数', unit: '件', each: 4.4, isSum: true },
  { name: '企业标准自我声明公开数', unit: '项', each: 14.6, isSum: true },
];

function monthly(seed, work) {
  const next = stream(seed, 'work', work.name);
  let sum = 0;
  return Array.from({ length: 8 }, () => {
    const value = Math.max(0, Math.round(work.each * (0.75 + next() * 0.5)));
    sum += value;
    return work.isSum ? sum : value;
  });
}

/** The work of the months, a column each. `revised`: the August figure of the measuring instruments
 * was counted twice and is put right. */
export function work(seed, revised = false) {
  const months = Array.from({ length: 8 }, (_, i) => `${YEAR}-0${i + 1}`);
  const rows = WORK.map((one) => {
    const values = monthly(seed, one);
    if (one.name === '计量器具强制检定台件数') {
      values[7] += revised ? 0 : 212;
    }
    return [one.name, COUNTY, one.unit, ...values, revised ? '8月检定台件数重复统计，已更正' : ''];
  });
  return sheet({ titles: [`${COUNTY}${YEAR}年重点工作量`], header: ['指标', '地区', '单位', ...months, '备注'], rows, as: 'gb18030' });
}

/** What is stated without counts; the air of August comes late. */
export function stated(seed, hasAugust) {
  const next = stream(seed, 'stated');
  const air = Array.from({ length: 8 }, (_, i) => ['空气质量优良率', `${YEAR}年${i + 1}月`, COUNTY, (91 + between(next, 0, 60) / 10).toFixed(1), '%']);
  const calm = air.slice(0, 7).map(([, month, place]) => ['食品安全事故起数', month, place, '0', '起']);
  return sheet({
    header: ['指标', '时期', '地区', '数值', '单位'],
    rows: [
      ...calm,
      ...air.slice(0, hasAugust ? 8 : 7),
      ['群众质量满意度', `${YEAR}Q1`, COUNTY, '86.2', '分'],
      ['质量管理体系认证企业数', `${YEAR}Q2`, COUNTY, '41', '家'],
      ['质量强县方案印发', `${YEAR}-06`, COUNTY, 1, '项'],
    ],
  });
}

export function inspectionsOfLifts() {
  return sheet({
    header: ['指标', '时期', '地区', '抽检数', '合格数'],
    rows: [['特种设备定检率', `${YEAR}-07`, COUNTY, 1286, 1286], ['特种设备定检率', `${YEAR}-08`, COUNTY, 1291, 1290]],
  });
}

/** 零报告: a typed 0 is a report, a blank is none. */
export function accidents(town, value, note = '') {
  return sheet({
    header: ['指标', '时期', '地区', '数值', '单位', '备注'], as: town.as,
    rows: [['食品安全事故起数', `${YEAR}-08`, town.name, value, '起', note]],
  });
}
