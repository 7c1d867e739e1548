// SPDX-License-Identifier: MIT
/*
 * Makes the boards in tests/data/boards that the pages are shown and measured with:
 * `node make-boards.mjs figures.csv`. The demo board has the five places' figures as stated; the
 * others are invented: a campaign by the day, many indicators, long and hostile names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boards } from './fixture-server.mjs';

const today = '2026-09-16';
const at = (time) => `${today}T${time}:00+08:00`;
const both = (zh, en) => ({ zh, en });

function parseCsv(text) {
  const rows = [[]];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const c = text[index];
    if (isQuoted) {
      if (c === '"' && text[index + 1] === '"') { cell += '"'; index++; }
      else if (c === '"') isQuoted = false;
      else cell += c;
    } else if (c === '"') isQuoted = true;
    else if (c === ',' || c === '\n') {
      rows[rows.length - 1].push(cell.replace(/\r$/, ''));
      cell = '';
      if (c === '\n') rows.push([]);
    } else cell += c;
  }
  const [head, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column]])));
}

const areas = { 产品质量: '产品', 工程质量: '工程', 服务质量: '服务', 环境质量: '环境', 宣传活动: '活动', 监管执法: '监管' };

function display(row) {
  const { value, unit, qualifier } = row;
  if (row.role === 'target' && qualifier === 'ge') return unit === '%' ? `≥${value}%` : `≥${value}${unit}`;
  if (qualifier === 'gt') return `${value}余${unit}`;
  if (qualifier === 'about_below') return `近${value}${unit}`;
  if (qualifier === 'ge') return `${value}${unit}以上`;
  return `${value}${unit}`;
}

function indicatorFrom(row) {
  const indicator = {
    name: row.indicator, place: row.place, area: areas[row.area] || row.area, unit: row.unit,
    nature: row.kind === 'rate' ? 'weighted_rate' : row.kind === 'growth' ? 'growth' : 'flow',
    status: 'none', doubts: 0, stale: false, revised: false, better: row.value === '0' ? 'lower' : 'higher',
  };
  if (row.lead_department) indicator.lead = row.lead_department;
  if (row.departments) indicator.departments = row.departments.split(';');
  if (row.role !== 'target') {
    indicator.value = Number(row.value);
    indicator.display = display(row);
    indicator.qualifier = row.qualifier;
    if (row.year) indicator.period = row.year;
    if (row.yoy) indicator.yoy = Number(row.yoy);
    if (row.kind === 'rate') indicator.missing = 'no_base';
    indicator.updated_at = at('09:12');
    indicator.source = { file: `${row.place}/质量工作数据.csv`, version: 1, lines: [2] };
  }
  return indicator;
}

function targetFrom(row) {
  const target = { value: Number(row.value), qualifier: row.qualifier === 'eq' ? 'ge' : row.qualifier, display: display(row) };
  if (row.deadline) target.deadline = row.deadline;
  return target;
}

function demoBoard(rows) {
  const indicators = {};
  for (const row of rows) {
    const key = `${row.place}/${row.indicator}`;
    const known = indicators[key];
    if (!known || row.role !== 'target') indicators[key] = { ...indicatorFrom(row), ...(known && { target: known.target }) };
    if (row.role === 'target') {
      indicators[key].target = targetFrom(row);
      if (indicators[key].value === undefined) Object.assign(indicators[key], { status: 'unreported', missing: 'unreported' });
    }
    const one = indicators[key];
    if (one.target && one.value !== undefined) one.status = one.value >= one.target.value ? 'met' : 'missed';
  }
  Object.assign(indicators['达孜区/农产品检测合格率（总体）'], {
    doubts: 1, doubt_texts: [both('总体96%低于其中各项(98.4%、100%)', 'The whole, 96 %, lies below its parts')],
  });
  Object.assign(indicators['达孜区/税收收入'], { doubts: 1 });
  const campaigns = {};
  for (const place of ['达孜区', '甘南州', '临潼区', '西藏自治区', '金平区']) {
    campaigns[`${place}/2026 质量月`] = {
      name: '质量月', place, year: '2026', start: '2026-09-01', end: '2026-09-30', phase: 'running',
      day: 16, days: 30, days_left: 14, metrics: {}, daily: {}, units: {}, latest: [],
    };
  }
  return {
    title: '质量工作看板', timezone: 'Asia/Shanghai', today, doubts: 2, indicators, campaigns,
    inbox: { available: true, taken: 11, partial: 0, refused: 0, waiting: 0, doubts: 2, last_taken_at: at('09:12') },
    places: { 合作市: { parent: '甘南州', tier: '县级市', order: 5 } }, moved: [],
  };
}

const towns = ['东镇', '西镇', '南镇', '北镇', '城关街道', '河东街道', '河西街道', '德庆镇', '塔杰乡', '雪乡', '章多乡', '唐嘎乡'];
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

function rate(name, passed, inspected, target, status, extra = {}) {
  const value = (passed / inspected) * 100;
  const wide = 196 * Math.sqrt((passed / inspected) * (1 - passed / inspected) / inspected);
  const trend = Array.from({ length: 12 }, (_, index) => {
    const n = 180 + Math.round(random() * 60);
    const x = Math.round(n * (0.945 + random() * 0.04));
    return { period: `2026-${String(index + 1).padStart(2, '0')}`, value: (x / n) * 100, passed: x, inspected: n, alarm: false };
  }).slice(0, 9);
  return {
    name, place: '东山区', area: '产品', nature: 'sampled_rate', unit: '%', period: '2026-Q3', value,
    qualifier: 'eq', display: `${Math.round(value * 10) / 10}%`, passed, inspected,
    interval: [value - wide - 0.6, Math.min(100, value + wide * 0.8)],
    target: { value: target, qualifier: 'ge', display: `≥${target}%`, deadline: '2026-12-31' }, status,
    lead: '市场监管局', departments: ['市场监管局', '农业农村局'], updated_at: at('10:02'), stale: false,
    revised: false, doubts: 0, better: 'higher', trend, chart: { sentence: both('波动正常', 'Normal variation'), alarm: false },
    source: { file: '抽检结果.csv', version: 3, lines: [2, 17] }, ...extra,
  };
}

/** The verdict on a plan, in the words of the daemon. */
function planWords(status, deviation) {
  const points = Math.round(Math.abs(deviation) * 10) / 10;
  return {
    done: both('已完成', 'Done'), on_track: both('进度正常', 'On track'), overdue: both('到期未完成', 'Not done in time'),
    behind: both(`落后时间进度 ${points} 个百分点`, `${points} points behind schedule`),
    far_behind: both(`严重落后时间进度 ${points} 个百分点`, `${points} points far behind schedule`),
  }[status];
}

function quantity(name, area, done, plan, unit, status, extra = {}) {
  const progress = (done / plan) * 100;
  return {
    name, place: '东山区', area, nature: 'cumulative', unit, period: '2026', value: done, qualifier: 'eq',
    display: String(done), target: { value: plan, qualifier: 'ge', display: `≥${plan}${unit}`, deadline: '2026-12-31' },
    status, progress, time_progress: 70.7, deviation: progress - 70.7, lead: '区质安办', departments: ['区质安办', '区住建局'],
    due: { date: '2026-12-31', days_left: 106, overdue: false, text: both('剩106天', '106 days left') },
    verdict: planWords(status, progress - 70.7),
    updated_at: at('08:30'), stale: false, revised: false, doubts: 0, better: 'higher', ...extra,
  };
}

function monthIndicators() {
  const list = [
    rate('产品质量监督抽查合格率', 943, 1024, 95, 'missed_clear', {
      verdict: both('明确低于目标', 'Clearly below target'),
      previous: { period: '2025-Q3', value: 94.6, change: -2.5, change_unit: '百分点', verdict: 'down', interval: [-4.3, -0.7], text: both('较上年同期下降2.5个百分点', 'Down 2.5 points on the year') },
      parts: towns.slice(0, 9).map((place, index) => ({
        place, value: 97 - index * 0.9, display: `${(97 - index * 0.9).toFixed(1)}%`, passed: 97, inspected: 100 + index * 9,
        interval: [92 - index, 99 - index * 0.7], status: index > 6 ? 'missed_clear' : 'met_uncertain', rank: index > 6 ? String(index + 1) : '1–7',
      })),
      coverage: { reported: 9, must: 12, missing: ['雪乡', '章多乡', '唐嘎乡'] },
    }),
    rate('食品监督抽检合格率', 1190, 1210, 98, 'met_uncertain', { area: '食品', verdict: both('达标,未超出抽样误差', 'Met, within sampling error') }),
    rate('食用农产品快检合格率', 2981, 3002, 97, 'met_clear', { area: '食品', verdict: both('明确达标', 'Clearly met') }),
    rate('餐饮具洗消抽检合格率', 189, 200, 95, 'missed_uncertain', { area: '食品', verdict: both('低于目标 0.5 个百分点,尚不能判定', '0.5 points below target, not conclusive'), doubts: 2 }),
    rate('电线电缆抽查合格率', 27, 28, 95, 'met_uncertain', { sample: 'small', needs: both('目标95%,至少需72份全部合格才能确认', 'At least 72, all passing, would confirm 95 %') }),
    rate('儿童玩具抽查合格率', 3, 3, 95, 'too_few', { display: '3/3', sample: 'counts_only' }),
    rate('特种设备定检率', 412, 412, 100, 'met_all_tested', { area: '特种设备', nature: 'census_rate', interval: undefined, period: '2026-08', revised: true, revised_from: '99.8%' }),
    rate('达孜区特种设备管理和作业人员持证上岗率', 198, 201, 100, 'missed', { area: '特种设备', nature: 'census_rate', interval: undefined, verdict: both('未达100%', 'Below 100%'), stale: true, stale_since: '2026-09-10' }),
    { name: '竣工工程质量达标率', place: '东山区', area: '工程', nature: 'weighted_rate', unit: '%', period: '2026', value: 93, qualifier: 'ge', display: '93%以上', target: { value: 92, qualifier: 'ge', display: '≥92%' }, status: 'met', missing: 'no_base', doubts: 0 },
    quantity('重点产品抽查批次', '监管', 1840, 2400, '批次', 'on_track'),
    quantity('企业质量管理体系认证数', '认证', 31, 60, '家', 'behind'),
    quantity('质量品牌培育数', '品牌', 4, 19, '个', 'far_behind'),
    quantity('标准制修订项目数', '标准', 12, 12, '项', 'done'),
    quantity('计量器具强检台件', '计量', 5926, 8000, '台件', 'on_track', { qualifier: 'approx', missing: 'approximate', display: '约5926' }),
    { name: '质量安全事故数', place: '东山区', area: '监管', nature: 'flow', unit: '起', period: '2026-09', value: 0, display: '0', missing: 'zero_report', target: { value: 0, qualifier: 'le', display: '≤0起' }, status: 'on_track', verdict: both('目前达标,未超上限', 'Met so far: within the limit'), better: 'lower', doubts: 0 },
    { name: '首席质量官培训人数', place: '东山区', area: '培训', nature: 'flow', unit: '人', target: { value: 50, qualifier: 'ge', display: '≥50人', deadline: '2026-09-10' }, status: 'overdue', missing: 'unreported', lead: '区市场监管局', departments: ['区市场监管局'], due: { date: '2026-09-10', days_left: -6, overdue: true, text: both('逾期6天', '6 days overdue') }, doubts: 0 },
    { name: '有机产品认证数', place: '东山区', area: '认证', nature: 'stock', unit: '个', missing: 'not_applicable', status: 'none', doubts: 0 },
  ];
  return Object.fromEntries(list.map((one) => [`东山区/${one.name}`, JSON.parse(JSON.stringify(one))]));
}

function monthCampaign(day) {
  const days = 30;
  const start = '2026-09-01';
  const metric = (unit, done, plan, pace, extra = {}, status = day > days && /track|behind/.test(pace) ? 'overdue' : pace) => ({
    unit, done, qualifier: 'eq', display: String(done), plan, progress: (done / plan) * 100,
    time_progress: ((day - 1) / days) * 100, deviation: (done / plan) * 100 - ((day - 1) / days) * 100, status,
    ...(status !== 'none' && { verdict: planWords(status, (done / plan) * 100 - ((day - 1) / days) * 100) }), ...extra,
  });
  const daily = {};
  for (let at = 1; at <= Math.min(day, days); at++) {
    daily[`2026-09-${String(at).padStart(2, '0')}`] = { 场次: 1 + Math.floor(random() * 7), 参与人次: 40 + Math.floor(random() * 300), 资料份数: 100 + Math.floor(random() * 500) };
  }
  const sum = (name) => Object.values(daily).reduce((total, one) => total + one[name], 0);
  const states = ['reported_today', 'reported', 'reported', 'zero_report', 'overdue', 'waiting', 'reported', 'reported_today', 'reported', 'reported', 'overdue', 'not_required'];
  const units = {};
  towns.forEach((name, index) => {
    units[name] = { state: states[index], on_time: states[index] !== 'overdue', late_entries: index === 2 ? 2 : 0, metrics: { 场次: 12 - index }, plan: { 场次: 10 } };
    if (/reported|zero/.test(states[index])) units[name].reported_at = at(`0${index % 10}:30`);
  });
  const phase = day < 1 ? 'upcoming' : day > days ? 'ended' : 'running';
  const dated = {};
  if (phase === 'running') Object.assign(dated, { day, days_left: days - day });
  if (phase === 'upcoming') dated.days_to_start = 1 - day;
  return {
    name: '质量月', place: '东山区', year: '2026', theme: '加强全面质量管理,建设质量强国', start, end: '2026-09-30', phase, days, ...dated,
    metrics: phase === 'upcoming' ? { 场次: metric('场', 0, 120, 'none'), 参与人次: metric('人次', 0, 6000, 'none') } : {
      场次: metric('场', sum('场次'), 120, 'behind', { pace: 3.3, pace7: 3.6, needed: 4.7, projected: 100, range: [85, 115], today: 2, text: both('目前每天3.3场,需每天4.7场;按目前节奏,月底约100场(85–115),计划120场', 'Now 3.3 a day, 4.7 needed; at this pace about 100 (85–115) of 120') }),
      参与人次: metric('人次', sum('参与人次'), 6000, 'on_track', { today: 210, projected: 5600, range: [5200, 6100], text: both('按目前节奏,月底约5600人次(5200–6100)', 'At this pace about 5 600') }),
      资料份数: metric('份', sum('资料份数'), 6000, 'done', { qualifier: 'ge', display: `≥${sum('资料份数')}`, text: both('已报9/12,合计为下限', '9 of 12 reported: a lower bound') }),
      横幅条数: { unit: '条', done: 218, qualifier: 'eq', display: '218', status: 'none' },
      短信条数: { unit: '条', done: 26500, qualifier: 'gt', display: '26500余', status: 'none' },
      检查家次: metric('家次', 84, 200, 'far_behind', { text: both('目前每天5.6家次,需每天8.3家次', '5.6 a day, 8.3 needed') }),
    },
    daily: phase === 'upcoming' ? {} : daily,
    plan_steps: { 场次: [{ date: '2026-09-10', plan: 40 }, { date: '2026-09-20', plan: 80 }, { date: '2026-09-30', plan: 120 }] },
    units: phase === 'upcoming' ? {} : units, coverage: { reported: 8, must: 11, overdue: 2, on_time_rate: 81.8 },
    latest: phase === 'upcoming' ? [] : Array.from({ length: 20 }, (_, index) => ({
      date: `2026-09-${String(Math.max(1, 16 - Math.floor(index / 2))).padStart(2, '0')}`, unit: towns[index % 12],
      title: ['质量月进校园宣讲', '企业首席质量官沙龙', '“你送我检”食品快检活动', '特种设备安全体验日', '计量惠民生现场咨询'][index % 5],
      ...(index === 3 && { late: true }), metrics: { 参与人次: 120 - index * 3 },
    })),
    ranking: phase === 'upcoming' ? [] : towns.slice(0, 11).map((unit, index) => ({ unit, progress: 120 - index * 9, rank: String(index + 1), done: 12 - index, plan: 10 })),
    verdict: phase === 'ended' ? both('场次完成93%,参与人次完成104%,11个单位全部报送', 'Events 93 % of plan, attendances 104 %') : both('进度滞后于时间', 'Behind the calendar'),
  };
}

function monthBoard(day) {
  const today = new Date(Date.parse('2026-09-01T00:00:00Z') + (day - 1) * 86400e3).toISOString().slice(0, 10);
  return {
    title: '东山区质量工作看板', place: '东山区', timezone: 'Asia/Shanghai', today, assessment_year: 2026, doubts: 3,
    indicators: monthIndicators(), campaigns: { '东山区/2026 质量月': monthCampaign(day) },
    inbox: { available: true, taken: 41, partial: 1, refused: 1, waiting: 0, doubts: 3, last_taken_at: at('10:12'), last_refused: { file: '西镇/台账.xlsx', at: at('09:40') } },
    places: Object.fromEntries(towns.map((name, order) => [name, { parent: '东山区', tier: '乡镇', order }])),
    moved: [
      { indicator: '东山区/食品监督抽检合格率', period: '2026-Q3', from: '98.1%', to: '98.3%', at: at('10:12'), file: '食品抽检.csv' },
      { indicator: '东山区/重点产品抽查批次', period: '2026', from: '1810', to: '1840', at: at('09:30'), file: '批次.csv' },
      { indicator: '东山区/产品质量监督抽查合格率', period: '2026-Q3', from: '93.2%', to: '92.1%', at: at('09:05'), file: '抽检结果.csv' },
      { indicator: '东山区/标准制修订项目数', period: '2026', from: '11', to: '12', at: at('08:30'), file: '标准.csv' },
    ],
  };
}

function manyBoard() {
  const board = monthBoard(16);
  const samples = Object.values(board.indicators);
  board.indicators = {};
  for (let index = 0; index < 200; index++) {
    const name = `${samples[index % samples.length].name}第${index + 1}项`;
    board.indicators[`东山区/${name}`] = { ...samples[index % samples.length], name };
  }
  const campaign = board.campaigns['东山区/2026 质量月'];
  const known = Object.values(campaign.units);
  campaign.units = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`第${index + 1}街道办事处`, known[index % known.length]]));
  campaign.ranking = Object.keys(campaign.units).map((unit, index) => ({ unit, progress: 130 - index, rank: String(index + 1), done: 12, plan: 10 }));
  return board;
}

function hostileBoard() {
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
  const board = monthBoard(16);
  board.title = evil;
  board.place = evil;
  board.indicators = Object.fromEntries([evil, '名'.repeat(400), 'W'.repeat(300), '‮反向‬ 🙂 & &amp; "引号"', '__proto__'].map((name, index) => [
    `${evil}/${name}`, { ...rate(name, 90 - index, 100, 95, 'missed_uncertain'), place: evil, area: evil, lead: evil, verdict: both(evil, evil) },
  ]));
  board.campaigns = { [`${evil}/2026 ${evil}`]: { ...monthCampaign(16), name: evil, place: evil, theme: evil, latest: [{ date: '2026-09-16', unit: evil, title: evil, metrics: { [evil]: 3 } }], units: { [evil]: { state: 'overdue', metrics: {}, plan: {} } } } };
  board.moved = [{ indicator: `${evil}/${evil}`, from: evil, to: evil, at: at('10:00'), file: evil }];
  board.inbox.last_refused = { file: evil, at: at('10:00') };
  return board;
}

const rows = parseCsv(readFileSync(process.argv[2], 'utf8'));
const made = {
  demo: demoBoard(rows), 'month-0': monthBoard(-4), 'month-16': monthBoard(16), 'month-31': monthBoard(31),
  many: manyBoard(), hostile: hostileBoard(),
  empty: { title: '质量工作看板', timezone: 'Asia/Shanghai', today, doubts: 0, indicators: {}, campaigns: {}, inbox: { available: true, taken: 0, partial: 0, refused: 0, waiting: 0, doubts: 0 }, places: {}, moved: [] },
};
for (const [name, board] of Object.entries(made)) {
  writeFileSync(join(boards, `${name}.json`), `${JSON.stringify(board, null, 1)}\n`);
}
