// SPDX-License-Identifier: MIT
/* Files and receipts for the inbox page, one for each state. */

const at = (time) => `2026-09-16T${time}+08:00`;
const rows = (read, rest = {}) => ({ read, new: 0, changed: 0, same: 0, removed: 0, faulty: 0, ...rest });

export const files = [
  { name: '东镇/抽检结果-9月.csv', state: 'partial', version: 4, sheet: 'inspections', rows: rows(214, { new: 10, changed: 2, same: 201, faulty: 1 }), faults: 1, warnings: 1, seen_at: at('10:12:01'), taken_at: at('10:12:02') },
  { name: '西镇/活动台账.csv', state: 'taken', version: 9, sheet: 'activities', rows: rows(38, { new: 3, same: 35 }), faults: 0, warnings: 0, seen_at: at('09:30:00'), taken_at: at('09:30:01') },
  { name: '南镇/季度汇总.xlsx', state: 'refused', version: 1, rows: rows(0), faults: 1, warnings: 0, seen_at: at('09:05:00'), taken_at: at('09:05:01') },
  { name: '年度目标任务.csv', state: 'unchanged', version: 2, sheet: 'indicators', rows: rows(24, { same: 24 }), faults: 0, warnings: 0, seen_at: at('08:40:00'), taken_at: at('08:40:01') },
  { name: '北镇/餐饮具洗消抽检.csv', state: 'settling', seen_at: at('10:14:58'), faults: 0, warnings: 0 },
  { name: '河东街道/旧表.csv', state: 'withdrawn', version: 3, sheet: 'quantities', rows: rows(12, { removed: 12 }), faults: 0, warnings: 0, seen_at: '2026-09-15T16:00:00+08:00', taken_at: '2026-09-15T16:00:00+08:00' },
];

export const receipts = {
  '东镇/抽检结果-9月.csv': {
    file: '东镇/抽检结果-9月.csv', version: 4, state: 'partial', sha256: 'ab12', sheet: 'inspections', encoding: 'GB18030',
    delimiter: ',', header_line: 3, rows: rows(214, { new: 10, changed: 2, same: 201, faulty: 1 }),
    moved: [{ indicator: '东镇/农产品检测合格率', from: '95.8%', to: '96%' }, { indicator: '东镇/日用品抽查合格率', to: '98.4%' }],
    faults: [{ line: 17, column: '合格数', cell: '52', kind: 'passed_exceeds_inspected', text: '合格数 52 大于抽检数 50', hint: '请核对该行的合格数与抽检数' }],
    warnings: [{ line: 40, column: '合格率', cell: '98.4%', kind: 'rate_differs', text: '合格率 98.4% 与 48/50 不一致,按件数计', hint: '请核对合格率' }],
    seen_at: at('10:12:01'), taken_at: at('10:12:02'), took_ms: 12,
    versions: [
      { version: 4, state: 'partial', taken_at: at('10:12:02'), rows: rows(214), moved: 2 },
      { version: 3, state: 'taken', taken_at: at('09:01:10'), rows: rows(204), moved: 5 },
      { version: 2, state: 'refused', taken_at: '2026-09-15T17:20:00+08:00', rows: rows(0), moved: 0 },
      { version: 1, state: 'taken', taken_at: '2026-09-15T17:02:00+08:00', rows: rows(190), moved: 21 },
    ],
  },
  '南镇/季度汇总.xlsx': {
    file: '南镇/季度汇总.xlsx', version: 1, state: 'refused', rows: rows(0), moved: [], warnings: [], versions: [],
    faults: [{ kind: 'spreadsheet_file', text: '这是 Excel 工作簿,不是 CSV', hint: '在 Excel 里选“文件 > 另存为 > CSV UTF-8(逗号分隔)”,再放进收件夹' }],
    seen_at: at('09:05:00'), taken_at: at('09:05:01'), took_ms: 1,
  },
};
