// SPDX-License-Identifier: MIT
/* A headless LibreOffice with a profile of its own, worked in through office.py. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { atEnd, temporaryFolder } from './daemon.mjs';
import { deferred, within } from './wait.mjs';

const DRIVER = fileURLToPath(new URL('office.py', import.meta.url));
const LIMIT_MS = 90000;

/* The filters' names and, for text, its settings: comma, quotes, character set, from line 1. */
export const CHARACTER_SETS = { 'UTF-8': 76, GBK: 67, GB18030: 85, 'UTF-16': 65535 };
export const FILTERS = {
  csv: (characterSet = 'UTF-8', { detectsNumbers = false } = {}) => ({
    FilterName: 'Text - txt - csv (StarCalc)',
    FilterOptions: `44,34,${CHARACTER_SETS[characterSet]},1,,0,false,${
      /* on the way in: dates and such are recognised; on the way out: cells as they are shown */
      detectsNumbers
    }`,
  }),
  shown: (characterSet) => FILTERS.csv(characterSet, { detectsNumbers: true }),
  xlsx: { FilterName: 'Calc MS Excel 2007 XML' },
  ods: { FilterName: 'calc8' },
};

/* Starts a program in a group of its own, that all of it can be ended. */
function start(t, command, args, stdin) {
  const child = spawn(command, args, { detached: true, stdio: [stdin, 'pipe', 'pipe'] });
  const said = [];
  const ended = deferred();
  child.stderr.on('data', (part) => said.push(part));
  child.on('error', ended.reject);
  child.on('close', () => ended.resolve());
  atEnd(t, () => {
    if (child.pid && child.exitCode === null) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') {
          throw error;
        }
      }
    }
    return child.pid ? within(`the end of ${command}`, ended.promise) : undefined;
  });
  ended.promise.catch((error) => said.push(Buffer.from(String(error))));
  return { child, ended: ended.promise, text: () => Buffer.concat(said).toString() };
}

/* One command after the other: call(verb, ...arguments) resolves to the answer. */
function conversation(driver) {
  const asked = [];
  const fail = (error) => asked.splice(0).forEach((waiting) => waiting.reject(error));
  createInterface({ input: driver.child.stdout }).on('line', (line) => {
    const { answer, failure } = JSON.parse(line);
    const waiting = asked.shift();
    failure ? waiting.reject(new Error(failure)) : waiting.resolve(answer);
  });
  driver.child.stdin.on('error', fail);
  driver.ended.then(() => fail(new Error(`office.py ended: ${driver.text()}`)), fail);
  return (verb, ...rest) => {
    const waiting = deferred();
    asked.push(waiting);
    if (verb) {
      driver.child.stdin.write(`${JSON.stringify([verb, ...rest])}\n`);
    }
    return within(() => `${verb ?? 'LibreOffice'}: ${driver.text()}`, waiting.promise, LIMIT_MS);
  };
}

/* Starts it; ready when it resolves. */
export async function startOffice(t) {
  const profile = temporaryFolder(t);
  const pipe = path.basename(profile);
  start(
    t,
    'soffice',
    [
      `-env:UserInstallation=file://${profile}/profile`,
      ...['--headless', '--norestore', '--nologo', '--nodefault', `--accept=pipe,name=${pipe};urp;`],
    ],
    'ignore',
  );
  const driver = start(t, '/usr/bin/python3', [DRIVER, pipe], 'pipe');
  const call = conversation(driver);
  await call(null);
  const office = { call };
  for (const verb of ['open', 'rows', 'set', 'store', 'store_as', 'export', 'close', 'quit']) {
    office[verb] = (...rest) => call(verb, ...rest);
  }
  /* A new workbook with these rows. */
  office.create = async (doc, rows) => {
    await call('new', doc);
    for (const [y, row] of rows.entries()) {
      for (const [x, value] of row.entries()) {
        await call('set', doc, `${String.fromCharCode(65 + x)}${y + 1}`, value);
      }
    }
  };
  return office;
}

/* What lies in the folder now, LibreOffice's own files included. */
export const namesIn = (folder) => fs.readdirSync(folder).sort();
