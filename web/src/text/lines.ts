// SPDX-License-Identifier: MIT
/**
 * Where a name is broken into lines: between words, never within one, and so that the lines are
 * about equally long. Chinese has no spaces, so the words that names of indicators are made of
 * are known by a list; what is not in it may be broken anywhere. Pure.
 */

import { ems, shortened } from './measure.js';

const words = (
  '合格率 达标率 覆盖率 完成率 处结率 办结率 上岗率 登记率 定检率 持证 受理率 满意度 满意率 增长率 优良率 知晓率 综合 监督抽查 监督抽检 ' +
  '监督 抽查 抽检 快检 检测 检验 检查 检定 强制 农产品 食用 产品 食品 质量 工程 验收 竣工 项目 特种设备 设备 管理 作业 人员 安全 隐患 ' +
  '事故 起数 企业 科技 发展 专项 资金 固定资产 投资 同比 增长 地区 生产总值 税收 收入 第三产业 规上 工业 增加值 完成额 增速 位次 ' +
  '农贸市场 市场 主体 取样 生产 基地 样品 总体 餐饮具 洗消 小餐饮 儿童 玩具 电线 电缆 首席 质量官 培训 人次 人数 计量 器具 台件 ' +
  '标准 制修订 认证 体系 品牌 培育 重点 批次 有机 投诉 举报 消费者 环境 空气 水质 饮用水 污水 垃圾 处理 建设 示范 社区 省级 质检站 ' +
  '筹建 投入 黑臭 水体 整治 美丽 乡村 行动 年限 出动 中小微 街道 办事处 人民政府 市场监督管理局 市场监管局 管理局 领导小组 办公室 ' +
  '管委会 开发区 工业园区 居委会 村委会 卫生院 医院 学校 监察 节能 宣传 活动 资料 份数 参加 发放 生产经营 单位 家次 质量月 强国 强县 自治县 自治州'
).split(' ');

const longest = words.reduce((most, word) => Math.max(most, word.length), 1);
const isWord: { [word: string]: true | undefined } = Object.create(null);
words.forEach((word) => {
  isWord[word] = true;
});

/** The text in at most so many lines, each at most so many ems wide; what is left over is cut. */
export function linesOf(source: string, widthEms: number, mostLines: number): readonly string[] {
  if (ems(source) <= widthEms) return [source];
  const pieces = piecesOf(source);
  for (let lines = 2; lines <= mostLines; lines++) {
    const set = evenly(pieces, widthEms, lines, ems(source) / lines);
    if (set) return set;
  }
  return filled(source, widthEms, mostLines);
}

/** Words of the list, runs of Latin text, single characters; closing marks stay with what precedes. */
export function piecesOf(source: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < source.length;) {
    const length = pieceAt(source, at);
    const piece = source.slice(at, at + length);
    const last = pieces.length - 1;
    const before = pieces[last];
    if (before !== undefined && (/^[）)》」”,,、。;;::%·\s]/.test(piece) || /[（(《「“]$|^[和与及]$/.test(before))) pieces[last] = before + piece;
    else pieces.push(piece);
    at += length;
  }
  return pieces;
}

function pieceAt(source: string, at: number): number {
  const latin = /^[!-~]+/.exec(source.slice(at, at + 40));
  if (latin) return latin[0].length;
  for (let length = Math.min(longest, source.length - at); length > 1; length--) {
    if (isWord[source.slice(at, at + length)]) return length;
  }
  return /[\ud800-\udbff]/.test(source.charAt(at)) ? 2 : 1;
}

/** So many lines of about that width; undefined where they do not hold it all. */
function evenly(pieces: readonly string[], most: number, lines: number, ideal: number): readonly string[] | undefined {
  const set: string[] = [];
  let line = '';
  pieces.forEach((piece) => {
    const isLast = set.length === lines - 1;
    const next = line + piece;
    const isFull = !isLast && line !== '' && (ems(next) > most || ems(next) - ideal > ideal - ems(line));
    if (isFull) set.push(line.trim());
    line = isFull ? piece : next;
  });
  set.push(line.trim());
  return set.every((one) => ems(one) <= most) ? set : undefined;
}

/** Every line as full as it gets: for a text without a good place to break. */
function filled(source: string, most: number, lines: number): readonly string[] {
  const set: string[] = [];
  let rest = source;
  while (rest !== '' && set.length < lines - 1) {
    const line = cut(rest, most);
    set.push(line);
    rest = rest.slice(line.length);
  }
  return rest === '' ? set : set.concat(shortened(rest, most));
}

function cut(source: string, most: number): string {
  if (ems(source) <= most) return source;
  const line = shortened(source, most + 1).slice(0, -1);
  return line || source.slice(0, 1);
}
