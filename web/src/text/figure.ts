// SPDX-License-Identifier: MIT
/** A figure in three parts: what stands before its digits, the digits, and what follows. */

export interface FigureParts {
  readonly before: string;
  readonly digits: string;
  readonly after: string;
}

/** `近20个` is 近, 20, 个; a figure without digits is all digits, so that it is set large. Thousands
 * may be set apart by a space: `≥1 240份` is ≥, 1 240, 份. */
export function figureParts(figure: string): FigureParts {
  const found = /^([^\d]*?)([−-]?\d[\d,.]*(?:[ \u00a0\u2009\u202f]\d{3}(?!\d))*(?:\.\d+)?(?:\/\d[\d,]*)?)([^]*)$/.exec(figure);
  if (!found) return { before: '', digits: figure, after: '' };
  return { before: found[1] || '', digits: found[2] || '', after: found[3] || '' };
}
