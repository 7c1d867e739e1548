// SPDX-License-Identifier: MIT
/* What is sampled: the months before, and September town by town, batch after batch. */
import { sheet } from './csv.mjs';
import { COUNTY, TOWNS } from './towns.mjs';
import { YEAR } from './days.mjs';
import { between, passing, stream } from './random.mjs';

const HEADER = ['指标', '时期', '地区', '部门', '分项', '抽检数', '合格数', '合格率', '备注'];

/* The rates that townships sample; each batch is an item of its own, so that a later one adds rows
 * and changes none. `fails`: the batch in which something is wrong. */
export const SAMPLED = [
  { name: '食品监督抽检合格率', office: '县市场监管局', good: 0.988, n: [9, 16],
    items: ['粮油', '肉制品', '糕点', '乳制品'], fails: { item: '糕点', good: 0.9 } },
  { name: '食用农产品快检合格率', office: '县农业农村局', good: 0.985, n: [24, 40],
    items: ['叶菜', '水果', '畜禽', '水产'] },
  { name: '餐饮具洗消抽检合格率', office: '县卫健局', good: 0.915, n: [6, 10],
    items: ['学校食堂', '小餐饮', '集中消毒', '大中餐饮'] },
];
const COUNTY_ONLY = [
  { name: '产品质量监督抽查合格率', office: '县市场监管局', good: 0.948, n: [48, 64] },
  { name: '工程质量监督抽检合格率', office: '县住建局', good: 0.965, n: [30, 44] },
  { name: '投诉举报办结率', office: '县市场监管局', good: 0.985, n: [90, 150] },
];

const monthsBefore = () => {
  const months = [];
  for (let month = 1; month <= 20; month++) {
    const year = YEAR - 1 + Math.floor((month - 1) / 12);
    months.push(`${year}-${String(((month - 1) % 12) + 1).padStart(2, '0')}`);
  }
  return months;
};

function rowsBefore(seed, rate) {
  const next = stream(seed, 'before', rate.name);
  const [low, high] = rate.items ? [150, 210] : rate.n;
  return monthsBefore().map((month) => {
    const n = between(next, low, high);
    return [rate.name, month, COUNTY, rate.office, '', n, passing(next, n, rate.good), '', ''];
  });
}

/** The county's own sheet of the months before September, in the encoding of its spreadsheet. */
export function samplesBefore(seed) {
  return sheet({
    titles: [`${COUNTY}抽检合格率（${YEAR - 1}年1月至${YEAR}年8月）`], header: HEADER, as: 'gb18030',
    rows: [...SAMPLED, ...COUNTY_ONLY].flatMap((rate) => rowsBefore(seed, rate)),
  });
}

/** The county's own September so far: one more item of goods with each week. */
export function countySamples(seed, weeks) {
  const items = ['电线电缆', '儿童玩具', '建材', '纺织服装'];
  const next = stream(seed, 'county');
  const goods = items.map((item) => {
    const n = between(next, 14, 22);
    return ['产品质量监督抽查合格率', `${YEAR}-09`, COUNTY, '县市场监管局', item, n, passing(next, n, 0.95), '', ''];
  });
  return sheet({ titles: [`${COUNTY}产品质量监督抽查结果`], header: HEADER, rows: goods.slice(0, weeks) });
}

function batch(seed, town, rate, item) {
  const next = stream(seed, 'batch', town.name, rate.name, item);
  const n = between(next, ...rate.n);
  const good = rate.fails && rate.fails.item === item ? rate.fails.good : rate.good;
  return [rate.name, `${YEAR}年9月`, town.name, rate.office, item, n, passing(next, n, good), '', ''];
}

/** The township's September so far, `batches` items of each rate. `mend` may change a row. */
export function townSamples(seed, town, batches, mend = (row) => row) {
  const rows = SAMPLED.flatMap((rate) => rate.items.slice(0, batches).map((item) => batch(seed, town, rate, item)));
  return sheet({ titles: [`${town.name}9月抽检结果`], header: HEADER, as: town.as, rows: rows.map(mend) });
}

/** Those that sample: all that must report. */
export const sampling = TOWNS.filter((town) => town.plan > 0);
