// SPDX-License-Identifier: MIT
/** Which files the list shows, and in which order. Pure. */

import type { FileEntry } from './files.js';

export interface Filter {
  readonly search: string;
  readonly isTroubleOnly: boolean;
}

export function needsAttention(file: FileEntry): boolean {
  return file.state === 'refused' || file.state === 'partial' || file.faults > 0;
}

/** What is under way first, then the newest. */
export function chosenFiles(files: readonly FileEntry[], filter: Filter): readonly FileEntry[] {
  const wanted = filter.search.trim().toLowerCase();
  return files
    .filter((file) => !filter.isTroubleOnly || needsAttention(file))
    .filter((file) => file.name.toLowerCase().indexOf(wanted) >= 0)
    .sort((a, b) => weight(a) - weight(b) || compare(timeOf(b), timeOf(a)) || compare(a.name, b.name));
}

function weight(file: FileEntry): number {
  return file.state === 'settling' || file.state === 'queued' ? 0 : 1;
}

function timeOf(file: FileEntry): string {
  return file.takenAt || file.seenAt || '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Changes exactly when the receipt of that file must be asked for again. */
export function receiptKey(file: FileEntry | undefined): string {
  return file ? [file.name, file.state, file.version, file.takenAt, file.seenAt].join('|') : '';
}
