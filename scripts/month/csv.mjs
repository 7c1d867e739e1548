// SPDX-License-Identifier: MIT
/* Sheets as the programs of an office save them. */
import { execFileSync } from 'node:child_process';

const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** The bytes of a sheet: title lines, header, rows. `as`: utf8 (with BOM) or gb18030. */
export function sheet({ titles = [], header, rows, as = 'utf8' }) {
  const width = header.length;
  const lines = [...titles.map((title) => [title]), header, ...rows];
  const text = lines
    .map((cells) => Array.from({ length: width }, (_, i) => quoted(String(cells[i] ?? ''))).join(','))
    .map((line) => `${line}\r\n`)
    .join('');
  if (as === 'gb18030') {
    return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
  }
  return Buffer.from(`\ufeff${text}`);
}
