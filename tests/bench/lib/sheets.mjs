// SPDX-License-Identifier: MIT
/* The sheets that intake is measured with, made anew in a folder of the bench. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = path.join(TOP, 'build/tests/bench/bench_intake_sheet');

/* What a version changes, each against the one before it: ten rows. */
export const CHANGES = ['append', 'insert', 'delete', 'scatter', 'shuffle'];

/* Runs a command with its output in a file. */
function into(file, command, args) {
  const out = fs.openSync(file, 'w');
  try {
    execFileSync(command, args, { stdio: ['ignore', out, 'inherit'] });
  } finally {
    fs.closeSync(out);
  }
  return file;
}

/* Writes that sheet; `words` are a version, `quoted`. Returns its path. */
export function makeSheet(folder, name, { rows, indicators, departments }, ...words) {
  const numbers = [rows, indicators, departments].map(String);
  return into(path.join(folder, name), PROGRAM, [...numbers, ...words]);
}

export function makeGbk(folder, name, from) {
  return into(path.join(folder, name), 'iconv', ['-f', 'UTF-8', '-t', 'GBK', from]);
}

/* So many sheets, each with the next month of the same indicators. Returns their paths. */
export function makeSmallSheets(folder, count, { rows, indicators }) {
  const size = { rows: count * rows, indicators, departments: 1 };
  const whole = makeSheet(folder, 'small.csv', size);
  const [header, ...lines] = fs.readFileSync(whole, 'utf8').trimEnd().split('\n');
  return Array.from({ length: count }, (_, i) => {
    const file = path.join(folder, `small-${i}.csv`);
    fs.writeFileSync(file, `${[header, ...lines.slice(i * rows, (i + 1) * rows)].join('\n')}\n`);
    return file;
  });
}
