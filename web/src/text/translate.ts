// SPDX-License-Identifier: MIT
/**
 * The fixed words of the sheets in English: areas, headers of activities, the usual titles and
 * campaigns. What people wrote themselves (names of indicators, places, units) stays as it is.
 */

import type { Lang } from './words.js';

type Table = { readonly [zh: string]: string | undefined };

const areas: Table = {
  产品: 'Products', 工程: 'Construction', 服务: 'Services', 环境: 'Environment', 品牌: 'Brands', 标准: 'Standards',
  计量: 'Metrology', 认证: 'Certification', 活动: 'Activities', 监管: 'Supervision', 培训: 'Training', 经济: 'Economy',
  食品: 'Food', 农产品: 'Farm produce', 药品: 'Medicines', 特种设备: 'Special equipment', 其他: 'Other',
};

const metrics: Table = {
  场次: 'Events', 参与人次: 'Attended', 资料份数: 'Leaflets', 出动人次: 'Staff turnouts', 检查家次: 'Checks',
  查处件数: 'Cases handled', 短信条数: 'Text messages', 横幅条数: 'Banners', 媒体报道: 'Media reports',
};

const campaigns: Table = {
  质量月: 'Quality Month', 全国质量月: 'National Quality Month', 安全生产月: 'Work Safety Month',
  世界计量日: 'World Metrology Day', 世界标准日: 'World Standards Day', 世界认可日: 'World Accreditation Day',
  '3.15消费者权益保护日': 'Consumer Rights Day', '3·15消费者权益保护日': 'Consumer Rights Day', 国际消费者权益日: 'Consumer Rights Day',
  食品安全宣传周: 'Food Safety Week', 中国品牌日: 'China Brand Day',
};

const titles: ReadonlyArray<readonly [string, string]> = [
  ['质量工作看板', 'Quality work board'], ['质量看板', 'Quality board'], ['质量月看板', 'Quality Month board'],
];

export function areaName(area: string, lang: Lang): string {
  return found(areas, area, lang);
}

export function metricName(metric: string, lang: Lang): string {
  return found(metrics, metric, lang);
}

export function campaignName(campaign: string, lang: Lang): string {
  return found(campaigns, campaign, lang);
}

/** The usual end of a title is translated; what stands before it is the office's own name. */
export function titleText(title: string, lang: Lang): string {
  const usual = lang === 'en' ? titles.filter(([zh]) => title.slice(-zh.length) === zh)[0] : undefined;
  if (!usual) return title;
  const own = title.slice(0, -usual[0].length);
  return own ? `${own} · ${usual[1]}` : usual[1];
}

/** Words about a number as sheets write them, and the sign that says the same. */
const signs: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:不少于|不低于|至少)(\d.*)$/, '≥$1'], [/^(?:不超过|不多于|不高于|至多)(\d.*)$/, '≤$1'],
  [/^(\d.*?)(?:及)?以上$/, '≥$1'], [/^(\d.*?)(?:及)?以[下内]$/, '≤$1'],
  [/^约(\d.*)$/, '~$1'], [/^近(\d.*)$/, 'nearly $1'], [/^(\d[\d.,]*[万亿]?)余(.*)$/, '>$1$2'], [/^完成$/, 'complete'],
];

/** A figure as the sheet wrote it, its qualifier in a sign: 95%以上 is ≥95%. The unit stays as it is. */
export function displayText(display: string, lang: Lang): string {
  if (lang === 'zh') return display;
  const known = signs.filter(([pattern]) => pattern.test(display))[0];
  return known ? display.replace(known[0], known[1]) : display;
}

function found(table: Table, word: string, lang: Lang): string {
  const known = lang === 'en' && Object.prototype.hasOwnProperty.call(table, word) ? table[word] : undefined;
  return known || word;
}
