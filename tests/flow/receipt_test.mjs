// SPDX-License-Identifier: MIT
/*
 * Every kind of fault and warning, each from a real file, as the clerk reads it: the line, the
 * column by name and letter, the cell as found, what is wrong and how to mend it, in both
 * languages; the same from `plumbd check`, from the daemon and in the text beside the share.
 */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { TOP, drop, encoded, run, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { pathOf } from './lib/http.mjs';
import { until } from './lib/wait.mjs';

const HANZI = /[\u4e00-\u9fff]/;
const ENGLISH = /[A-Za-z]{3}/;
const RATES = '指标,时期,地区,抽检数,合格数,合格率,备注\n';
const GOOD = '甲合格率,2017-08,东镇,50,48,,\n乙合格率,2017-08,东镇,50,48,,\n丙合格率,2017-08,东镇,50,48,,\n';
const rates = (row) => `${RATES}${row}\n${GOOD}`;
const NUMBERS = '指标,时期,地区,数值,单位\n';
const numbers = (rows) => `${NUMBERS}${rows.map((row) => `${row}\n`).join('')}`;
const many = Array.from({ length: 12 }, (_, i) => `调味品抽检合格率,2018-06,第${i}村,20,19,,标签不规范\n`).join('');
const chinese = `${RATES}${many}`;
const traditional = chinese
  .replace(RATES, '指標,時期,地區,抽檢數,合格數,合格率,備註\n')
  .replaceAll('调味品抽检合格率', '調味品抽檢合格率')
  .replaceAll('标签不规范', '標籤不符合規定要求，已責令改正');
const japanese = `品目,期間,地域,検査数,合格数\n${Array.from({ length: 12 }, (_, i) => `これは検査のデータです,2018,第${i}の地域,20,19\n`).join('')}`;

/* kind: a file; or [a file, line, letter, cell]. */
const FILES = {
  empty: '',
  nul_tail: Buffer.concat([Buffer.from(chinese), Buffer.alloc(4096)]),
  nul: [rates('甲合格率,2017-09,东\u0000镇,50,48,,'), 2, 'C'],
  cut_character: Buffer.from(chinese.trimEnd()).subarray(0, -1),
  mixed_encodings: Buffer.concat([Buffer.from(chinese), encoded(chinese, 'GBK')]),
  encoding_big5: encoded(traditional, 'BIG5'),
  encoding_shift_jis: encoded(japanese, 'SHIFT-JIS'),
  encoding_unknown: Buffer.from(Array.from({ length: 4000 }, (_, i) => ((i * i * 31 + i * 7) % 255) + 1)),
  open_quote: `${RATES}甲合格率,2017-09,"东镇,50,48,,\n`,
  text_after_quote: [rates('甲合格率,2017-09,"东"镇,50,48,,'), 2, 'C'],
  ragged_row: [rates('甲合格率,2017-09,东镇,50,48,,,,x'), 2, 'H'],
  cell_too_long: rates(`甲合格率,2017-09,东镇,50,48,,${'长'.repeat(700000)}`),
  not_a_sheet: '各科室：\n请于本周五前报送数据。\n',
  no_rows: RATES,
  missing_column: '指标,地区,抽检数,合格数\n甲合格率,东镇,50,48\n',
  duplicate_column: '指标,时期,合格数,抽检数,合格数\n甲合格率,2017,48,50,48\n',
  missing_required: [rates(',2017-09,东镇,50,48,,'), 2, 'A', ''],
  not_a_number: [rates('甲合格率,2017-09,东镇,五十来批左右吧,48,,'), 2, 'D', '五十来批左右吧'],
  ambiguous_number: [numbers(['甲数,2017-09,东镇,48/50,个', '乙数,2017-09,东镇,3,个', '丙数,2017-09,东镇,3,个']), 2, 'D', '48/50'],
  bare_fraction: [rates('甲合格率,2017-09,东镇,,,0.96,'), 2, 'F', '0.96'],
  unknown_period: [rates('甲合格率,九月份的,东镇,50,48,,'), 2, 'B', '九月份的'],
  ambiguous_date: [rates('甲合格率,03/04/17,东镇,50,48,,'), 2, 'B', '03/04/17'],
  passed_exceeds_inspected: [rates('甲合格率,2017-09,东镇,50,52,,'), 2, 'E', '52'],
  counts_disagree: '指标,时期,抽检数,合格数,不合格数\n甲合格率,2017-09,50,48,5\n乙合格率,2017-09,50,48,2\n丙合格率,2017-09,50,48,2\n',
  not_a_count: [rates('甲合格率,2017-09,东镇,50,47.5,,'), 2, 'E', '47.5'],
  rate_out_of_range: [rates('甲合格率,2017-09,东镇,,,196%,'), 2, 'F', '196%'],
  unknown_word: '指标,性质,目标\n甲合格率,大概率,95\n乙合格率,抽样率,95\n丙合格率,抽样率,95\n',
  duplicate_key: rates('甲合格率,2017-08,东镇,50,47,,'),
  rate_differs: [rates('甲合格率,2017-09,东镇,50,48,90%,'), 2, 'F', '90%'],
  rate_not_from_counts: [rates('甲合格率,2017-09,东镇,7,6,98.4%,'), 2, 'F', '98.4%'],
  total_differs: `${RATES}${GOOD}合计,,,151,144,,\n`,
  bare_quote: [rates('甲合格率,2017-09,东"镇,50,48,,'), 2, 'C'],
  lost_character: [rates('甲合格率,2017-09,东?镇,50,48,,'), 2, 'C', '东?镇'],
  unknown_column: `指标,时期,抽检数,合格数,联系人\n甲合格率,2017,50,48,李\n`,
  unnamed_column: ['指标,,时期,抽检数,合格数\n甲合格率,1,2017,50,48\n', 1, 'B'],
  header_differs: ['指标,,时期,抽检数,合格数\n甲合格率,2017,50,48\n', 1, 'B'],
  repeated_header: `${rates('甲合格率,2017-09,东镇,50,48,,')}${RATES}丁合格率,2017-09,东镇,50,48,,\n`,
  digits_lost: [numbers(['甲数,2017-09,东镇,1.23E+11,个', '乙数,2017-09,东镇,3,个']), 2, 'D', '1.23E+11'],
  colloquial_number: [numbers(['甲数,2017-09,东镇,一万二,个', '乙数,2017-09,东镇,3,个']), 2, 'D', '一万二'],
  shortened: rates(`${'长'.repeat(1000)}率,2017-09,东镇,50,48,,`),
  unknown_due: ['指标,目标,报送截止\n甲合格率,95%,每周一\n乙合格率,95%,次月5日\n丙合格率,95%,随时\n', 2, 'C', '每周一'],
  lint_impossible_rate: [rates('甲合格率,2017-09,东镇,7,,98.4%,'), 2, 'F', '98.4%'],
  lint_future: rates('甲合格率,2999-09,东镇,50,48,,'),
};

/* Those about a column that has no name. */
const NAMELESS = new Set(['ragged_row', 'unnamed_column', 'header_differs']);

/* Those that need more than one file or version, or the folder: the daemon tells them below. */
const FROM_MORE = ['spreadsheet_file', 'too_large', 'unreadable', 'other_file', 'shrunk'];

const KINDS = [
  ...fs
    .readFileSync(path.join(TOP, 'daemon/model/fault_words.c'), 'utf8')
    .matchAll(/\[FAULT_\w+\] =\s*\{\s*"(\w+)"/g),
].map((found) => found[1]);

const find = (receipt, kind) =>
  [...receipt.faults, ...receipt.warnings].find((one) => one.kind === kind);

function readsWell(one, language) {
  match(one.text, language);
  match(one.hint, language);
  ok(!/[{}[\]]/.test(one.text + one.hint), JSON.stringify(one));
}

async function check(file, ...args) {
  const { stdout } = await run(['check', '--json', ...args, file]);
  return JSON.parse(stdout);
}

for (const [kind, wanted] of Object.entries(FILES)) {
  test(`${kind} is told from a real file in both languages`, async (t) => {
    const [content, line, letter, cell] = Array.isArray(wanted) ? wanted : [wanted];
    const file = path.join(temporaryFolder(t), '表.csv');
    fs.writeFileSync(file, content);

    const zh = find(await check(file), kind);
    const en = find(await check(file, '--lang', 'en'), kind);

    ok(zh, JSON.stringify(await check(file)).slice(0, 2000));
    readsWell(zh, HANZI);
    readsWell(en, ENGLISH);
    ok(zh.text !== en.text && zh.hint !== en.hint, zh.text);
    if (line) {
      strictEqual(zh.line, line);
    }
    if (letter) {
      deepStrictEqual([zh.letter, 'column' in zh], [letter, !NAMELESS.has(kind)]);
    }
    if (cell !== undefined) {
      strictEqual(zh.cell, cell);
    }
  });
}

test('every kind that a reader finds has its file here', () => {
  const others = KINDS.filter((kind) => !(kind in FILES) && !FROM_MORE.includes(kind));

  /* Plausibility is judged by the computation, over all files; its own tests have each of them. */
  deepStrictEqual(
    others.filter((kind) => !kind.startsWith('lint_')).sort(),
    ['mostly_faulty'], /* it is told of the whole file, see below */
  );
  ok(KINDS.length > 45, KINDS.join());
});

/* The menu's own words, for each program that staff use. */
for (const [ending, zh, en] of [
  ['xlsx', /Excel：文件 → 另存为.*CSV UTF-8/, /Excel: File > Save As/],
  ['xls', /Excel：文件 → 另存为.*WPS：文件 → 另存为/, /WPS: File > Save As/],
  ['et', /WPS：文件 → 另存为/, /WPS: File > Save As/],
  ['ods', /LibreOffice：文件 → 另存为.*UTF-8/, /LibreOffice: File > Save As/],
  ['docx', /复制到表格软件/, /copy its table into a spreadsheet/],
]) {
  test(`.${ending} is told how to become a CSV`, async (t) => {
    const daemon = await startDaemon(t);

    const receipt = await daemon.take(`季度.${ending}`, 'PK\u0003\u0004 a workbook');

    strictEqual(receipt.state, 'refused');
    match(find(receipt, 'spreadsheet_file').hint, zh);
    const english = await daemon.json(`api/files/${pathOf(`季度.${ending}`)}?lang=en`);
    match(find(english, 'spreadsheet_file').hint, en);
  });
}

test('what only the history and other files tell is told too', async (t) => {
  const daemon = await startDaemon(t);
  const rows = Array.from({ length: 10 }, (_, i) => `甲合格率,2017-09,第${i}村,50,48,,\n`);
  await daemon.take('表.csv', `${RATES}${rows.join('')}`);

  const shrunk = find(await daemon.take('表.csv', `${RATES}${rows.slice(0, 3).join('')}`), 'shrunk');
  await daemon.take('别的.csv', `${RATES}甲合格率,2017-09,第1村,50,40,,\n`);

  readsWell(shrunk, HANZI);
  match(shrunk.text, /3 行.*10 行/);
});

test('check, the daemon and the text beside the share say the same', async (t) => {
  const receipts = temporaryFolder(t);
  const daemon = await startDaemon(t, { args: ['--receipts', receipts] });
  const content = rates('甲合格率,2017-09,东镇,50,52,,');
  const file = path.join(temporaryFolder(t), '抽检.csv');
  fs.writeFileSync(file, content);

  const receipt = await daemon.take('东镇/抽检.csv', content);

  const checked = await check(file);
  deepStrictEqual(checked.faults, receipt.faults);
  deepStrictEqual(checked.warnings, receipt.warnings);
  deepStrictEqual(checked.rows.read, receipt.rows.read);
  const twin = path.join(receipts, '东镇_抽检.csv.回执.txt');
  await until('the text', () => fs.existsSync(twin));
  const text = fs.readFileSync(twin, 'utf8');
  match(text, /第 2 行 E 列“合格数”：合格数 52 大于抽检数 50\r\n/);
  const { stdout } = await run(['check', file]);
  ok(stdout.includes('第 2 行 E 列“合格数”：合格数 52 大于抽检数 50'), stdout);
});

test('a share that hangs keeps nothing from the wall', async (t) => {
  const receipts = temporaryFolder(t);
  const daemon = await startDaemon(t, { args: ['--receipts', receipts] });
  /* Who opens it to write waits until somebody reads. */
  const hanging = path.join(receipts, '甲.csv.回执.txt.tmp');
  execFileSync('mkfifo', [hanging]);

  const first = await daemon.take('甲.csv', `${RATES}甲合格率,2017-09,东镇,50,40,,\n`);
  const second = await daemon.take('乙.csv', `${RATES}乙合格率,2017-09,东镇,50,45,,\n`);
  const { board } = await daemon.board();

  deepStrictEqual([first.state, second.state], ['taken', 'taken']);
  deepStrictEqual(Object.values(board.indicators).map(({ passed }) => passed).sort(), [40, 45]);
  const later = path.join(receipts, '乙.csv.回执.txt');
  ok(!fs.existsSync(later));
  match(await fs.promises.readFile(hanging, 'utf8'), /甲\.csv/);
  await until('the text of the other', () => fs.existsSync(later));
  deepStrictEqual(await daemon.stop(), { code: 0, signal: null });
});

test('a file that is refused for its many faulty rows says so', async (t) => {
  const file = path.join(temporaryFolder(t), '抽检.csv');
  drop(path.dirname(file), '抽检.csv', `${RATES}甲合格率,2017-09,东镇,50,52,,\n乙合格率,2017-09,东镇,50,60,,\n丙合格率,2017-09,东镇,50,40,,\n`);

  const zh = await run(['check', file]);
  const en = await run(['check', '--lang', 'en', file]);

  match(zh.stdout, /一半以上的行有误（2\/3），整个文件没有采用/);
  match(en.stdout, /More than half of the rows are faulty \(2 of 3\)/);
  const { refusal } = JSON.parse((await run(['check', '--json', file])).stdout);
  strictEqual(refusal.kind, 'mostly_faulty');
  match(refusal.text, /一半以上的行有误（2\/3），整个文件没有采用/);
  match(refusal.hint, HANZI);
});
