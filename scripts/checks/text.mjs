// SPDX-License-Identifier: MIT
/*
 * What no compiler looks at: calls and words that are not used here, comments, lengths, names of
 * package hosts. One line a fault: file:line: what.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';

const MAX_LINES = 600;
const MAX_COLUMNS = 100;
const FORBIDDEN_CALL =
  /(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|system|localtime|gmtime)\s*\(/;
const FORBIDDEN_WORD = /\b(TODO|FIXME|XXX|HACK)\b|not implemented/;
const PACKAGE_HOST = /\bregistry\.[a-z]|\b(deb|security|snapshot|ftp)\.[a-z]*\.?debian\.|"resolved":\s*"http/;
const BINARY = /\.(png|jpg|webp|ico|woff2?|gz|xlsx?|ods|db|sqlite)$/;

function trackedFiles() {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
    .split('\0')
    .filter((file) => file && !BINARY.test(file))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile());
}

/* The same text with strings, characters and comments blanked, so that only code is left. */
function codeOnly(text) {
  return text.replace(
    /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|\/\*[\s\S]*?\*\//g,
    (match) => match.replace(/[^\n]/g, ' '),
  );
}

function faultsOfC(file, text) {
  const faults = [];
  const lines = text.split('\n');
  if (lines.length - 1 > MAX_LINES) {
    faults.push([lines.length - 1, `more than ${MAX_LINES} lines`]);
  }
  if (!lines[0].includes('SPDX-License-Identifier')) {
    faults.push([1, 'no SPDX line']);
  }
  codeOnly(text)
    .split('\n')
    .forEach((line, index) => {
      if (line.includes('//')) {
        faults.push([index + 1, 'a // comment']);
      }
      if (FORBIDDEN_CALL.test(line)) {
        faults.push([index + 1, `call of ${FORBIDDEN_CALL.exec(line)[1]}`]);
      }
      if (/^\s*typedef\s+(struct|enum|union)\b/.test(line)) {
        faults.push([index + 1, 'a typedef for a struct, enum or union']);
      }
    });
  lines.forEach((line, index) => {
    if ([...line].length > MAX_COLUMNS) {
      faults.push([index + 1, `wider than ${MAX_COLUMNS} columns`]);
    }
  });
  return faults;
}

function faultsOfText(text) {
  const faults = [];
  text.split('\n').forEach((line, index) => {
    for (const [pattern, what] of [
      [FORBIDDEN_WORD, 'an unfinished-work mark'],
      [PACKAGE_HOST, 'the name of a package host'],
    ]) {
      if (pattern.test(line)) {
        faults.push([index + 1, what]);
      }
    }
  });
  return faults;
}

let count = 0;
const files = trackedFiles();
for (const file of files) {
  if (file.startsWith('tests/data/') || file.startsWith('scripts/demo/') || file === 'scripts/checks/text.mjs') {
    continue;
  }
  const text = readFileSync(file, 'utf8');
  const isOwnC = /^(daemon|tests)\/.*\.[ch]$/.test(file);
  for (const [line, what] of [...(isOwnC ? faultsOfC(file, text) : []), ...faultsOfText(text)]) {
    console.log(`${file}:${line}: ${what}`);
    count += 1;
  }
}
console.log(`text: ${files.length} files, ${count} faults`);
process.exitCode = count ? 1 : 0;
