// SPDX-License-Identifier: MIT
/*
 * The sheets of npm's csv-spectrum, which many CSV readers are held to: each cell, byte for byte,
 * is what the JSON beside the sheet says. They are UTF-8 by their own statement; where that must be
 * guessed, a sheet with nothing but a ʤ in it counts as the GBK of 胜.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { TOP, temporaryFolder } from './lib/daemon.mjs';
import { npmPackage } from './lib/npm.mjs';

const PROGRAM = path.join(TOP, 'build/tests/csv_cells');

/* The package's JSON disagrees with its own sheet about this one cell. */
const OTHER_IN_SHEET = {
  location_coordinates: { 'Contact Phone Number': ['1234567890', '2095257564'] },
};

const sheets = await promisify(npmPackage('csv-spectrum'))();

async function cellsOf(t, bytes, encoding = 'utf-8') {
  const file = path.join(temporaryFolder(t), 'sheet.csv');
  fs.writeFileSync(file, bytes);
  const { stdout } = await promisify(execFile)(PROGRAM, [file, encoding]);
  return JSON.parse(stdout);
}

/* The rows as the package's JSON has them, under the header's names. */
function expected(name, json) {
  return [JSON.parse(json)].flat().map((row) => {
    for (const [column, [said, stands]] of Object.entries(OTHER_IN_SHEET[name] ?? {})) {
      strictEqual(row[column], said);
      row[column] = stands;
    }
    return row;
  });
}

test('the package has its sheets', () => {
  ok(sheets.length >= 12, sheets.map(({ name }) => name).join());
});

for (const { name, csv, json } of sheets) {
  test(`${name} is read cell by cell as it says`, async (t) => {
    const [header, ...rows] = await cellsOf(t, csv);

    for (const row of rows) {
      strictEqual(row.length, header.length);
    }
    deepStrictEqual(rows.map((row) => Object.fromEntries(header.map((title, i) => [title, row[i]]))), expected(name, json));
  });
}

test('a sheet with no character but one that GBK has too is taken for GBK', async (t) => {
  const { csv } = sheets.find(({ name }) => name === 'utf8');

  strictEqual((await cellsOf(t, csv, 'auto')).at(-1).at(-1), '胜');
  strictEqual((await cellsOf(t, csv)).at(-1).at(-1), 'ʤ');
});
