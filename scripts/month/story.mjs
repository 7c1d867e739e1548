// SPDX-License-Identifier: MIT
/*
 * The month as a list of moments, each with the files that are dropped or removed then.
 *
 * What goes wrong, and when: 石桥镇 types a nought too many on day 10 and mends it on day 12; 大营镇
 * has more passed than inspected on day 9, mended on day 10, and 沙湾镇 on day 15, mended on day 18;
 * 清水镇 sends a workbook on day 15, and saves it as CSV on day 17; cakes fail in the second week,
 * so that the food rate falls below its target; the county puts a figure of August right on day 15;
 * 高坪乡 reports first on day 12, with what it held before (补录); 北坡乡 reports 0 on day 8;
 * the first report was due on day 10, and 南门街道 is silent until day 20: 逾期未报 from day 11 on; the
 * air of August comes on day 9, four days late.
 */
import * as office from './office.mjs';
import { activitiesOf, ledger, zeroLedger } from './ledger.mjs';
import { countySamples, samplesBefore, sampling, townSamples } from './samples.mjs';
import { between, stream } from './random.mjs';
import { TOWNS } from './towns.mjs';

export const LAST_DAY = 34;

const townOf = (name) => TOWNS.find((town) => town.name === name);
const ledgerName = (town) => `${town.name}/质量月活动台账.csv`;
const samplesName = (town) => `${town.name}/9月抽检结果.csv`;

function beforeTheMonth(seed, add) {
  add(0, 8.5, '地区.csv', office.places());
  add(0, 8.6, '2026年目标任务分解表.csv', office.targets());
  add(0, 8.7, '日历.csv', office.calendar());
  add(0, 9.2, '抽检合格率-历史.csv', samplesBefore(seed));
  add(0, 9.5, '2026年重点工作量.csv', office.work(seed));
  add(0, 9.6, '环境和满意度.csv', office.stated(seed, false));
  add(0, 9.7, '特种设备定检.csv', office.inspectionsOfLifts());
  add(0, 14.5, '质量月活动计划.csv', office.plan());
}

function ledgers(seed, add) {
  for (const town of TOWNS) {
    const activities = activitiesOf(seed, town);
    const next = stream(seed, 'hours', town.name);
    for (const day of town.reports) {
      const isWorkbook = town.name === '清水镇' && day === 15;
      const wrong = town.name === '石桥镇' && day === 10;
      const shown = wrong ? activities.map((one, i) => (i === 1 ? { ...one, attended: `${one.attended || 60}0` } : one)) : activities;
      if (!isWorkbook) {
        add(day, 9 + between(next, 0, 14) / 2, ledgerName(town), ledger(town, shown, day));
      }
    }
  }
  add(8, 10.2, ledgerName(townOf('北坡乡')), zeroLedger(townOf('北坡乡'), 8));
  const workbook = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0\x08\0', 'latin1'), Buffer.alloc(400, 7)]);
  add(15, 15.1, '清水镇/质量月活动台账.xlsx', workbook);
  add(17, 8.9, '清水镇/质量月活动台账.xlsx', null);
}

const tooMany = (item) => (row) => (row[4] === item && row[0].startsWith('食品') ? [...row.slice(0, 6), row[5] + 2, ...row.slice(7)] : row);

function samples(seed, add) {
  sampling.forEach((town, i) => {
    [2, 6, 11, 20].forEach((day, batch) => {
      add(day + (i % 4), 10 + (i % 6), samplesName(town), townSamples(seed, town, batch + 1));
    });
  });
  const faulty = [['大营镇', 9, 10, '肉制品', 2], ['沙湾镇', 15, 18, '糕点', 3]];
  for (const [name, day, mended, item, batches] of faulty) {
    const town = townOf(name);
    add(day, 16.4, samplesName(town), townSamples(seed, town, batches, tooMany(item)));
    add(mended, 9.1, samplesName(town), townSamples(seed, town, batches));
  }
  [4, 11, 16, 25].forEach((day, i) => add(day, 15.5, '产品质量监督抽查-9月.csv', countySamples(seed, i + 1)));
}

function restOfTheOffice(seed, add) {
  TOWNS.forEach((town, i) => {
    const day = town.name === '高坪乡' ? 12 : 1 + (i % 5);
    const [value, note] = town.name === '松林乡' ? ['不适用', '辖区无食品企业'] : ['0', '零报告'];
    add(day, 8.8 + (i % 3), `${town.name}/零报告-8月.csv`, office.accidents(town, value, note));
  });
  add(9, 11.3, '环境和满意度.csv', office.stated(seed, true));
  add(15, 14.2, '2026年重点工作量.csv', office.work(seed, true));
}

/** All moments in order: {day, hours, name, bytes}; bytes null: the file is removed. */
export function story(seed) {
  const drops = [];
  const add = (day, hours, name, bytes) => drops.push({ day, hours, name, bytes });
  beforeTheMonth(seed, add);
  ledgers(seed, add);
  samples(seed, add);
  restOfTheOffice(seed, add);
  return drops.sort((a, b) => a.day - b.day || a.hours - b.hours || (a.name < b.name ? -1 : 1));
}
