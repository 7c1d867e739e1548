// SPDX-License-Identifier: MIT
/* However slowly a sheet is written, it is taken once, and whole. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';

const PLACES = Array.from({ length: 200 }, (_, i) => `第${i + 1}镇`);
const SHEET = Buffer.from(
  `指标,时期,地区,抽检数,合格数,备注\n${PLACES.map((place) => `食品抽检合格率,2017-09,${place},50,48,"一, ""二"""\n`).join('')}`,
);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* Cut in the middle of a character, of a row, and of a quoted cell. */
const CHARACTER = SHEET.indexOf('镇', 3000) + 1;
const ROW = SHEET.indexOf(',50,48', 6000) + 3;
const QUOTE = SHEET.indexOf('""二', 9000) + 2;
const pieces = [0, CHARACTER, ROW, QUOTE, SHEET.length].slice(1).map((end, i, ends) => SHEET.subarray(ends[i - 1] ?? 0, end));

/* Each writes the sheet in its way. The daemon's settle time is 50 ms. */
const writers = [
  ['holds the file open and pauses for much longer than the settle time', async (file) => {
    const descriptor = fs.openSync(file, 'w');
    for (const piece of pieces) {
      fs.writeSync(descriptor, piece);
      await pause(400);
    }
    fs.closeSync(descriptor);
  }],
  ['closes the file after each piece and goes on within the settle time', async (file) => {
    for (const piece of pieces) {
      fs.appendFileSync(file, piece);
      await pause(10);
    }
  }],
  ['closes it within a character and comes back later', async (file) => {
    fs.writeFileSync(file, SHEET.subarray(0, CHARACTER));
    await pause(600);
    fs.appendFileSync(file, SHEET.subarray(CHARACTER));
  }],
  ['closes it within a quoted cell and comes back later', async (file) => {
    fs.writeFileSync(file, SHEET.subarray(0, QUOTE));
    await pause(600);
    fs.appendFileSync(file, SHEET.subarray(QUOTE));
  }],
  ['reserves the whole size first', async (file) => {
    fs.writeFileSync(file, Buffer.alloc(SHEET.length));
    await pause(600);
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, SHEET.subarray(0, ROW), 0, ROW, 0);
    await pause(300);
    fs.writeSync(descriptor, SHEET.subarray(ROW), 0, SHEET.length - ROW, ROW);
    fs.closeSync(descriptor);
  }],
  ['makes an empty file and fills it later', async (file) => {
    fs.writeFileSync(file, '');
    await pause(600);
    fs.appendFileSync(file, SHEET);
  }],
  ['writes two bytes at a time', async (file) => {
    const descriptor = fs.openSync(file, 'w');
    for (let at = 0; at < SHEET.length; at += 2) {
      fs.writeSync(descriptor, SHEET.subarray(at, at + 2));
      if (at % 1000 === 0) {
        await pause(5);
      }
    }
    fs.closeSync(descriptor);
  }],
  ['writes beside it and renames', async (file) => {
    for (const piece of pieces) {
      fs.appendFileSync(`${file}.tmp`, piece);
      await pause(200);
    }
    fs.renameSync(`${file}.tmp`, file);
  }],
];

for (const [what, write] of writers) {
  test(`a sheet whose writer ${what} is taken once, and whole`, async (t) => {
    const daemon = await startDaemon(t);

    await write(path.join(daemon.inbox, '抽检.csv'));

    const receipt = await daemon.settled('抽检.csv', SHEET);
    strictEqual(receipt.state, 'taken');
    strictEqual(receipt.version, 1, JSON.stringify(receipt.versions));
    deepStrictEqual(receipt.rows, { read: 200, new: 200, changed: 0, same: 0, removed: 0, faulty: 0 });
    deepStrictEqual(Object.keys((await daemon.board()).board.indicators).length, 200);
  });
}
