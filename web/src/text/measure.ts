// SPDX-License-Identifier: MIT
/**
 * How wide a text will be, without asking the browser: Han and full-width forms are one em, the
 * rest by class. Slightly generous, so that what fits here also fits on the screen.
 */

const full = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;
const half = /[\u0000-\u024f\u2010-\u2013\u2212]/;
const narrow = /[ .,:;'`|!iljtf()[\]]/;

/** The width of the text in ems. */
export function ems(source: string): number {
  let sum = 0;
  for (let at = 0; at < source.length; at++) sum += emOf(source.charAt(at));
  return sum;
}

/** Widths that were asked for before; there are no more of them than characters in use. */
const known: { [character: string]: number | undefined } = Object.create(null);

function emOf(character: string): number {
  const width = known[character];
  return width === undefined ? (known[character] = widthOf(character)) : width;
}

function widthOf(character: string): number {
  if (full.test(character)) return 1;
  if (narrow.test(character)) return 0.36;
  if (/[·×—]/.test(character)) return 1;
  if (/[@%mW]/.test(character)) return 0.96;
  if (/[A-Z&w]/.test(character)) return 0.86;
  return half.test(character) ? 0.6 : 1;
}

/** The text, shortened with an ellipsis so that it takes no more than that many ems. */
export function shortened(source: string, most: number): string {
  if (ems(source) <= most) return source;
  let sum = 1;
  let at = 0;
  while (at < source.length && sum + emOf(source.charAt(at)) <= most) {
    sum += emOf(source.charAt(at));
    at++;
  }
  return `${source.slice(0, /[\ud800-\udbff]/.test(source.charAt(at - 1)) ? at - 1 : at)}…`;
}
