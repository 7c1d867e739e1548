// SPDX-License-Identifier: MIT
/** Encoded segment by segment: a name keeps its slashes. */
export function filePath(name: string, lang: string): string {
  return `/api/files/${name.split('/').map(encodeURIComponent).join('/')}?lang=${lang}`;
}
