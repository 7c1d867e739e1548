// SPDX-License-Identifier: MIT
/*
 * Names that mean harm, as sheets for the daemon's inbox: each place in which a name is shown has
 * one of each kind. What they would do if they were more than text is to call `hacked`.
 */

const RUN = 'window.hacked=(window.hacked||0)+1';
const elsewhere = 'http://evil.invalid';

/** What would be seen reversed, or would reverse what stands after it. */
export const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export const evils = {
  image: `<img src=x onerror="${RUN}">甲`,
  script: `<script>${RUN}</script>乙`,
  leaving: `"><iframe src=${elsewhere}/></iframe>丙`,
  styled: `'><style>*{display:none}@import url(${elsewhere}/a.css)</style>丁`,
  link: `<a href="javascript:${RUN}">戊</a>`,
  reversed: '\u202e己率格合\u202c',
  unclosed: '\u202e\u2067庚未关',
  template: '{{constructor.constructor("hacked")()}}${hacked}辛',
  object: '__proto__',
  long: '壬'.repeat(200),
  wide: 'W'.repeat(200),
};

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const sheet = (header, rows) => `${[header, ...rows].map((row) => row.map((cell) => quoted(String(cell))).join(',')).join('\r\n')}\r\n`;

/* No slash, and not more bytes than a file name may have. */
function folderOf(evil) {
  let name = evil.replaceAll('/', '∕');
  while (Buffer.byteLength(name) > 240) name = name.slice(0, -1);
  return name;
}

/**
 * Sheets for the inbox, in the order in which they are dropped: file name and text. Two
 * of the folders are places by their hostile names.
 */
export function hostileSheets() {
  const names = Object.values(evils);
  const rates = (month, from) => names.map((name, at) => [name, `2026-${month}`, 200, from + at]);
  const inspections = sheet(['指标', '时期', '抽检数', '合格数'], [...rates('07', 180), ...rates('08', 170)]);
  const targets = sheet(['指标', '类别', '性质', '单位', '目标', '牵头部门', '配合部门'], names.map((name) => [name, name, '抽样率', '%', '>=95', name, name]));
  const plan = sheet(['活动', '年度', '指标', '单位', '计划数', '主题'], names.flatMap((name) => [['质量月', '2026', '场次', name, 4, evils.image], ['质量月', '2026', name, name, 9, evils.image]]));
  const activities = sheet(['日期', '主办单位', '活动名称', '所属活动', '参与人次', evils.image], names.map((name, at) => [`2026-09-${10 + (at % 7)}`, name, name, '质量月', 40 + at, at]));
  const faulty = (name) => sheet(['指标', '时期', '抽检数', '合格数'], [[name, '2026-06', 50, name], [`${name}好`, '2026-06', 50, 49]]);
  return [
    ['目标.csv', targets], ['计划.csv', plan], ['台账.csv', activities], ['抽检.csv', inspections],
    [`${folderOf(evils.image)}/抽检.csv`, inspections], [`${folderOf(evils.unclosed)}/抽检.csv`, inspections],
    ...names.map((name) => [`${folderOf(name)}.csv`, faulty(name)]),
  ];
}
