// SPDX-License-Identifier: MIT
/* The activities of a township and its ledger (活动台账) as it stands on a day. */
import { sheet } from './csv.mjs';
import { dateInWords, dateOf } from './days.mjs';
import { between, oneOf, stream } from './random.mjs';

const HEADER = [
  '编号', '日期', '地区', '主办单位', '活动名称', '所属活动', '类型', '状态', '场次', '参与人次', '资料份数',
  '出动人次', '检查家次', '横幅条数', '短信条数', '公开', '备注',
];
const MEETINGS = [
  ['质量知识进校园', '宣传', '县教育局'], ['质量知识进社区', '宣传', '县市场监管局'],
  ['“你送我检”食品快检', '服务', '县市场监管局'], ['计量惠民免费检定', '服务', '县市场监管局'],
  ['首席质量官沙龙', '培训', '县市场监管局'], ['标准化知识讲座', '培训', '县市场监管局'],
  ['农产品质量安全巡回宣讲', '宣传', '县农业农村局'], ['特种设备安全体验日', '宣传', '县市场监管局'],
  ['消费维权现场咨询', '服务', '县市场监管局'], ['工地质量观摩', '观摩', '县住建局'],
  ['企业质量开放日', '观摩', '县工信局'], ['放心消费进集市', '宣传', '县商务局'],
];
const CHECKS = [
  ['电动自行车及配件质量检查', '检查', '县市场监管局'], ['儿童用品质量检查', '检查', '县市场监管局'],
  ['农资质量检查', '检查', '县农业农村局'], ['学校食堂食品安全检查', '检查', '县市场监管局'],
  ['建材质量检查', '检查', '县住建局'], ['加油站计量检查', '检查', '县市场监管局'],
];

/* Checks are left for the second half of the month, as everywhere. */
function titleOf(next, day) {
  return next() < (day < 15 ? 0.12 : 0.4) ? [...oneOf(next, CHECKS), true] : [...oneOf(next, MEETINGS), false];
}

function activityOn(next, town, day, number) {
  const [title, type, host, isCheck] = day === 1 ? ['质量月启动仪式', '宣传', '县市场监管局', false] : titleOf(next, day);
  return {
    id: `${town.name.slice(0, 2)}-${String(number).padStart(2, '0')}`, day, title, type, host,
    attended: isCheck ? '' : between(next, 30, 130),
    leaflets: isCheck ? between(next, 0, 40) : between(next, 90, 340),
    sent: between(next, 3, 9), visited: isCheck ? between(next, 8, 26) : '',
    banners: isCheck ? '' : between(next, 0, 5), messages: next() < 0.12 ? between(next, 4, 30) * 100 : '',
    status: '完成', note: '',
  };
}

/** All activities that the township holds in the month, oldest first. */
export function activitiesOf(seed, town) {
  const next = stream(seed, 'ledger', town.name);
  const count = Math.round(town.plan * town.will);
  const days = Array.from({ length: count }, (_, i) => 1 + Math.floor(((i + 0.15 + next() * 0.7) * 30) / count));
  const list = days.map((day, i) => activityOn(next, town, Math.min(day, 30), i + 1));
  if (list.length > 6) {
    Object.assign(list[4], { status: '取消', note: '因大雨取消' });
  }
  return list;
}

function rowOf(town, one, day) {
  const isToCome = one.day > day;
  const isDone = one.status === '完成' && !isToCome;
  const only = (value) => (isDone ? value : '');
  const date = one.id.charCodeAt(0) % 2 ? dateOf(one.day) : dateInWords(one.day);
  return [
    one.id, date, town.name, one.host, one.title, '质量月', one.type, isToCome ? '计划' : one.status, 1,
    only(one.attended), only(one.leaflets), only(one.sent), only(one.visited), only(one.banners),
    only(one.messages), '是', one.note,
  ];
}

/** The ledger as the township sends it on that day: what was held, and the next two to come. */
export function ledger(town, activities, day) {
  const held = activities.filter((one) => one.day <= day);
  const coming = activities.filter((one) => one.day > day && one.day <= day + 4).slice(0, 2);
  return sheet({
    titles: [`${town.name}“质量月”活动台账`], header: HEADER, as: town.as,
    rows: [...held, ...coming].map((one) => rowOf(town, one, day)),
  });
}

/** A ledger that says: nothing was held (零报告). */
export function zeroLedger(town, day) {
  const row = [`${town.name.slice(0, 2)}-00`, dateOf(day), town.name, '', '本周未开展活动', '质量月', '', '完成', 0];
  return sheet({ titles: [`${town.name}“质量月”活动台账`], header: HEADER, rows: [[...row, 0, 0, 0, 0, '', '', '是', '零报告']] });
}
