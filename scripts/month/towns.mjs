// SPDX-License-Identifier: MIT
/*
 * 青岩县 and its twelve townships. All are invented: a likeness to real ones is chance.
 *
 * reports: the days on which a township sends its ledger. plan: how many activities it was asked
 * for. will: how much of that it does in the month. What else a township does wrong or late stands
 * in story.mjs.
 */
const every = (from, step) => Array.from({ length: Math.ceil((31 - from) / step) }, (_, i) => from + i * step);

export const COUNTY = '青岩县';

export const TOWNS = [
  { name: '柳河镇', tier: '镇', plan: 14, will: 1.15, reports: every(1, 1) },
  { name: '石桥镇', tier: '镇', plan: 12, will: 1.0, reports: every(2, 2), as: 'gb18030' },
  { name: '双塘镇', tier: '镇', plan: 10, will: 0.95, reports: every(2, 3) },
  { name: '清水镇', tier: '镇', plan: 12, will: 1.05, reports: every(3, 2), as: 'gb18030' },
  { name: '沙湾镇', tier: '镇', plan: 10, will: 0.8, reports: every(4, 3) },
  { name: '大营镇', tier: '镇', plan: 10, will: 0.9, reports: every(2, 2) },
  { name: '梅岭乡', tier: '乡', plan: 8, will: 0.6, reports: every(5, 4) },
  { name: '北坡乡', tier: '乡', plan: 8, will: 0.7, reports: [18, 22, 26, 30] },
  { name: '高坪乡', tier: '乡', plan: 8, will: 0.9, reports: [12, 24, 31], as: 'gb18030' },
  { name: '松林乡', tier: '乡', plan: 0, will: 0, reports: [] },
  { name: '东门街道', tier: '街道', plan: 14, will: 1.3, reports: every(1, 1) },
  { name: '南门街道', tier: '街道', plan: 12, will: 0.75, reports: [20, 23, 27, 30] },
];
