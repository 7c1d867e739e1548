// SPDX-License-Identifier: MIT
// scripts/bench figures [--rows 1000000] [--indicators 3000] [--rounds 21]   what one change costs when much is stored
/*
 * Two stores, one of many rows and one of a thousand; an indicator of either has as many rows. In
 * both the same is done, in turns: a sheet comes that moves one figure; the clock comes to where
 * the board changes by itself (a midnight, or a report's due time), which concerns the same three
 * indicators. What is told is the time until the board is there, many rows to few.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { createReport, median, medianRatio } from './lib/figures.mjs';
import { startOnCore } from './lib/lines.mjs';
import { readOptions } from './lib/options.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(TOP, 'build/tests/bench/bench_figures');
const CORE = 0;
const FEW_ROWS = 1000;
const DUE_INDICATORS = 3;
const MONTHS = 12;
const HEADER = '指标,时期,地区,部门,分项,抽检数,合格数,备注\n';
const LIMIT = 2;

const options = readOptions({ rows: 1_000_000, indicators: 3000, rounds: 21 });
const report = createReport();

function indicatorName(at) {
  return `第${at}类产品质量监督抽查合格率`;
}

function row(at, indicators, extra) {
  const indicator = at % indicators;
  const turn = Math.floor(at / indicators);
  const month = String((turn % MONTHS) + 1).padStart(2, '0');
  const unit = Math.floor(turn / MONTHS);
  const inspected = 50 + (at % 50) + extra;
  const passed = inspected - (at % 7);
  return `${indicatorName(indicator)},2025-${month},东镇,第${unit}检验所,,${inspected},${passed},季度监督抽查\n`;
}

function writeSheet(file, rows, indicators) {
  const out = fs.openSync(file, 'w');
  let text = HEADER;
  for (let at = 0; at < rows; at++) {
    text += row(at, indicators, 0);
    if (text.length > 1 << 20) {
      fs.writeSync(out, text);
      text = '';
    }
  }
  fs.writeSync(out, text);
  fs.closeSync(out);
}

/* Reports that are due on the tenth of each month: their days left count down at each midnight. */
function writeTargets(file) {
  let text = '指标,类别,目标,目标期,地区,报送频次,报送截止\n';
  for (let at = 0; at < DUE_INDICATORS; at++) {
    text += `${indicatorName(at)},产品,95%,2026,东镇,月,次月10日\n`;
  }
  fs.writeFileSync(file, text);
}

/* One row of the first indicator: a unit of its own, that reports other counts each time. */
function writeChange(file, round) {
  const inspected = 60 + round;
  fs.writeFileSync(
    file,
    `${HEADER}${indicatorName(0)},2025-12,东镇,新设检验所,,${inspected},${inspected - 3},\n`,
  );
}

async function fill(folder, rows, indicators) {
  const inbox = path.join(folder, 'inbox');
  fs.mkdirSync(inbox, { recursive: true });
  writeSheet(path.join(inbox, 'rows.csv'), rows, indicators);
  writeTargets(path.join(inbox, 'targets.csv'));
  const program = startOnCore(CORE, PROGRAM, [inbox, path.join(folder, 'state')]);
  const take = async (name) => {
    program.tell(`take ${name}`);
    return program.expect('took');
  };
  await program.expect('took');
  await take('rows.csv');
  const [, , entries] = await take('targets.csv');
  return {
    entries,
    end: () => program.end(),
    change: async (round) => {
      writeChange(path.join(inbox, 'change.csv'), round);
      return take('change.csv');
    },
    time: async () => {
      program.tell('time');
      return program.expect('took');
    },
  };
}

/* Both in turns, and in each round the other one first. */
async function compare(many, few, act) {
  const taken = { many: { cpu: [], wall: [] }, few: { cpu: [], wall: [] } };
  const measure = async (store, into, round) => {
    const [cpu, wall] = await act(store, round);
    into.cpu.push(cpu);
    into.wall.push(wall);
  };
  for (let round = 0; round < options.rounds; round++) {
    const order = round % 2 ? [few, many] : [many, few];
    for (const store of order) {
      await measure(store, store === many ? taken.many : taken.few, round);
    }
  }
  return taken;
}

function tell(what, taken) {
  const times = `${median(taken.many.wall).toFixed(2)} ms to ${median(taken.few.wall).toFixed(2)} ms`;
  report.atMost(`${what}, many rows to few: time (${times})`, medianRatio(taken.many.wall, taken.few.wall), LIMIT);
  const cpus = `${median(taken.many.cpu).toFixed(2)} ms to ${median(taken.few.cpu).toFixed(2)} ms`;
  report.atMost(`${what}, many rows to few: CPU (${cpus})`, medianRatio(taken.many.cpu, taken.few.cpu), LIMIT);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-figures-'));
try {
  const fewIndicators = Math.max(1, Math.round((FEW_ROWS * options.indicators) / options.rows));
  const many = await fill(path.join(folder, 'many'), options.rows, options.indicators);
  const few = await fill(path.join(folder, 'few'), FEW_ROWS, fewIndicators);
  report.note(`${options.rows} rows, ${many.entries} figures; ${FEW_ROWS} rows, ${few.entries} figures`);
  await compare(many, few, (store, round) => store.change(round - options.rounds));
  tell('one figure moved', await compare(many, few, (store, round) => store.change(round)));
  tell('midnights and due times', await compare(many, few, (store) => store.time()));
  await many.end();
  await few.end();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
report.end();
