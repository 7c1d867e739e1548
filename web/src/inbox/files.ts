// SPDX-License-Identifier: MIT
/** The inbox as the daemon tells it, checked: the list of files, and the receipt of one. */

import { isObject, list, member, number, text, word } from '../data/json.js';
import type { Json } from '../data/json.js';

export const fileStates = [
  'settling', 'queued', 'taken', 'partial', 'unchanged', 'refused', 'withdrawn',
] as const;
export type FileState = (typeof fileStates)[number];

export interface RowCounts {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly removed: number;
  readonly faulty: number;
}

export interface FileEntry {
  readonly name: string;
  readonly state: FileState;
  readonly version: number | undefined;
  readonly sheet: string | undefined;
  readonly rows: RowCounts | undefined;
  readonly faults: number;
  readonly warnings: number;
  readonly seenAt: string | undefined;
  readonly takenAt: string | undefined;
}

export interface Fault {
  readonly line: number | undefined;
  readonly column: string | undefined;
  /** The column as a spreadsheet letters it: C. */
  readonly letter: string | undefined;
  readonly cell: string | undefined;
  readonly byte: number | undefined;
  readonly text: string;
  readonly hint: string | undefined;
}

export interface Moved {
  readonly indicator: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Version {
  readonly version: number | undefined;
  readonly state: FileState;
  readonly takenAt: string | undefined;
  readonly rows: RowCounts | undefined;
  readonly moved: number | undefined;
}

export interface Receipt {
  readonly file: string;
  readonly version: number | undefined;
  readonly state: FileState;
  readonly sheet: string | undefined;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly headerLine: number | undefined;
  readonly rows: RowCounts | undefined;
  readonly moved: readonly Moved[];
  /** Why a file was refused whose rows are not all faulty. */
  readonly refusal: Fault | undefined;
  readonly faults: readonly Fault[];
  readonly moreFaults: number;
  readonly moreWarnings: number;
  readonly warnings: readonly Fault[];
  readonly versions: readonly Version[];
  readonly takenAt: string | undefined;
  readonly tookMs: number | undefined;
}

export function readFiles(from: unknown): readonly FileEntry[] {
  return list(member(from, 'files')).map(readFile).filter((file) => file.name !== '');
}

function readState(from: Json): FileState {
  return word(member(from, 'state'), fileStates) || 'queued';
}

function readFile(from: Json): FileEntry {
  return {
    name: text(member(from, 'name')) || text(member(from, 'file')) || '',
    state: readState(from),
    version: number(member(from, 'version')),
    sheet: text(member(from, 'sheet')),
    rows: readRows(member(from, 'rows')),
    faults: countOf(member(from, 'faults')),
    warnings: countOf(member(from, 'warnings')),
    seenAt: text(member(from, 'seen_at')),
    takenAt: text(member(from, 'taken_at')),
  };
}

function countOf(from: unknown): number {
  return Array.isArray(from) ? from.length : number(from) || 0;
}

function readRows(from: unknown): RowCounts | undefined {
  if (!isObject(from)) return undefined;
  const count = (name: string): number => number(member(from, name)) || 0;
  return {
    read: count('read'), added: count('new'), changed: count('changed'), same: count('same'),
    removed: count('removed'), faulty: count('faulty'),
  };
}

export function readReceipt(from: unknown): Receipt | undefined {
  if (!isObject(from)) return undefined;
  return {
    file: text(member(from, 'file')) || '',
    version: number(member(from, 'version')),
    state: readState(from),
    sheet: text(member(from, 'sheet')),
    encoding: text(member(from, 'encoding')),
    delimiter: text(member(from, 'delimiter')),
    headerLine: number(member(from, 'header_line')),
    rows: readRows(member(from, 'rows')),
    moved: list(member(from, 'moved')).map(readMoved),
    refusal: readRefusal(member(from, 'refusal')),
    faults: list(member(from, 'faults')).map(readFault),
    moreFaults: number(member(from, 'faults_more')) || 0,
    moreWarnings: number(member(from, 'warnings_more')) || 0,
    warnings: list(member(from, 'warnings')).map(readFault),
    versions: list(member(from, 'versions')).map(readVersion),
    takenAt: text(member(from, 'taken_at')),
    tookMs: number(member(from, 'took_ms')),
  };
}

function readMoved(from: Json): Moved {
  return {
    indicator: text(member(from, 'indicator')) || '',
    from: text(member(from, 'from')),
    to: text(member(from, 'to')),
  };
}

function readRefusal(from: unknown): Fault | undefined {
  return isObject(from) ? readFault(from) : undefined;
}

function readFault(from: Json): Fault {
  return {
    line: number(member(from, 'line')),
    column: text(member(from, 'column')),
    letter: text(member(from, 'letter')),
    cell: text(member(from, 'cell')),
    byte: number(member(from, 'byte')),
    text: text(member(from, 'text')) || text(member(from, 'kind')) || '',
    hint: text(member(from, 'hint')),
  };
}

function readVersion(from: Json): Version {
  const moved = member(from, 'moved');
  return {
    version: number(member(from, 'version')),
    state: readState(from),
    takenAt: text(member(from, 'taken_at')),
    rows: readRows(member(from, 'rows')),
    moved: moved === undefined ? undefined : countOf(moved),
  };
}
