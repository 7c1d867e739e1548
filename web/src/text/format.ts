// SPDX-License-Identifier: MIT
/** Numbers, units, periods and times as the wall writes them. Pure; the locale is ignored. */

import type { Lang } from './words.js';

/** Thousands apart from five digits on, decimals only where there are any: 12 345, 96.4. */
export function formatNumber(value: number, decimals?: number): string {
  const fixed = decimals === undefined ? trimmed(value) : value.toFixed(decimals);
  const sign = fixed.charAt(0) === '-' ? '−' : '';
  const parts = fixed.replace('-', '').split('.');
  const whole = parts[0] || '0';
  const spaced = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return sign + spaced + (parts[1] ? `.${parts[1]}` : '');
}

function trimmed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function formatPercent(value: number): string {
  return `${formatNumber(Math.round(value * 10) / 10)}%`;
}

/** With its sign, as changes are written: +1.8, −0.5. */
export function formatChange(value: number): string {
  return (value > 0 ? '+' : '') + formatNumber(Math.round(value * 100) / 100);
}

/** A stretch of time in one unit, two for hours: 12 s, 3 min, 2 h 5 min, 4 d. */
export function formatAge(ms: number, lang: Lang): string {
  const names = lang === 'zh'
    ? { s: ' 秒', m: ' 分钟', h: ' 小时', d: ' 天' } : { s: ' s', m: ' min', h: ' h', d: ' d' };
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return seconds + names.s;
  if (seconds < 3600) return Math.floor(seconds / 60) + names.m;
  if (seconds < 86400) return Math.floor(seconds / 3600) + names.h;
  return Math.floor(seconds / 86400) + names.d;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A period's label in words: 2017-Q3 is 2017年第三季度. What is no known label stays as it is. */
export function formatPeriod(period: string, lang: Lang): string {
  const range = period.split('..');
  if (range.length === 2) {
    return `${formatPeriod(range[0] || '', lang)}–${formatPeriod(range[1] || '', lang)}`;
  }
  const found = /^(\d{4})(?:-(?:H([12])|Q([1-4])|(\d\d)(?:-(\d\d))?))?$/.exec(period);
  if (!found) return period;
  return lang === 'zh' ? periodZh(found) : periodEn(found);
}

type Found = ReadonlyArray<string | undefined>;

function periodZh([, year, half, quarter, month, day]: Found): string {
  if (half) return `${year}年${half === '1' ? '上' : '下'}半年`;
  if (quarter) return `${year}年第${'一二三四'.charAt(Number(quarter) - 1)}季度`;
  if (month) return `${year}年${Number(month)}月${day ? `${Number(day)}日` : ''}`;
  return `${year}年`;
}

function periodEn([, year, half, quarter, month, day]: Found): string {
  if (half) return `H${half} ${year}`;
  if (quarter) return `Q${quarter} ${year}`;
  if (month) return `${day ? `${Number(day)} ` : ''}${months[Number(month) - 1]} ${year}`;
  return `${year}`;
}

/** The short form for axes: Q3, 9月, 9/16; in English 16 Sep. */
export function formatPeriodShort(period: string, lang: Lang): string {
  const found = /^(\d{4})(?:-(?:(H[12])|(Q[1-4])|(\d\d)(?:-(\d\d))?))?$/.exec(period);
  if (!found) return period;
  const [, year, half, quarter, month, day] = found;
  if (day) return lang === 'zh' ? `${Number(month)}/${Number(day)}` : `${Number(day)} ${months[Number(month) - 1]}`;
  if (month) return lang === 'zh' ? `${Number(month)}月` : months[Number(month) - 1] || month;
  return half || quarter || year || period;
}

/** Hours and minutes of an RFC 3339 stamp, as written there; with the date if not today. */
export function formatStamp(stamp: string, today: string | undefined, lang: Lang): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(stamp);
  if (!found) return stamp;
  const [, date, time] = found;
  return date === today ? `${time}` : `${formatDay(date || '', lang)} ${time}`;
}

/** Month and day: 9月16日, 16 Sep. */
export function formatDay(date: string, lang: Lang): string {
  const found = /^\d{4}-(\d\d)-(\d\d)/.exec(date);
  if (!found) return date;
  const month = Number(found[1]);
  const day = Number(found[2]);
  return lang === 'zh' ? `${month}月${day}日` : `${day} ${months[month - 1]}`;
}

export interface ClockText {
  readonly time: string;
  readonly seconds: string;
  readonly date: string;
  readonly stamp: string;
}

const weekdays = {
  zh: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

/** The wall clock of a zone, minutes east, at a UTC moment. */
export function formatClock(utcMs: number, zone: number, lang: Lang): ClockText {
  const local = new Date(utcMs + zone * 60000);
  const iso = local.toISOString();
  const weekday = weekdays[lang][local.getUTCDay()];
  const date = formatPeriod(iso.slice(0, 10), lang);
  return {
    time: iso.slice(11, 16),
    seconds: iso.slice(17, 19),
    date: lang === 'zh' ? `${date} ${weekday}` : `${weekday} ${date}`,
    stamp: iso.slice(0, 19),
  };
}

/** Days from one date to another; undefined if one is no date. */
export function daysBetween(from: string, to: string): number | undefined {
  const days = (Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86400000;
  return isNaN(days) ? undefined : Math.round(days);
}

/** How long ago a stamp was at a UTC moment; 0 if it lies ahead. */
export function ageOf(stamp: string, utcMs: number): number | undefined {
  const at = Date.parse(stamp);
  return isNaN(at) ? undefined : Math.max(0, utcMs - at);
}
