// SPDX-License-Identifier: MIT
/** What the address asks for. Unknown values fall back to the default, never to an error. */

import { word } from '../data/json.js';
import type { Lang } from '../text/words.js';

export const pageNames = ['overview', 'rates', 'campaign', 'targets'] as const;
export type PageName = (typeof pageNames)[number];
export type Fit = 'contain' | 'width' | 'height';
export type Theme = 'dark' | 'light';

export interface Turn {
  readonly page: PageName;
  readonly seconds: number;
}

export interface Options {
  readonly turns: readonly Turn[];
  readonly place: string | undefined;
  readonly campaign: string | undefined;
  readonly theme: Theme;
  readonly lang: Lang;
  readonly fit: Fit;
  readonly display: string | undefined;
  /** The name in /w/NAME; the board says what it stands for. */
  readonly wall: string | undefined;
}

export type Query = { readonly [name: string]: string | undefined };

const shortest = 5;

export function readQuery(search: string): Query {
  const query: { [name: string]: string | undefined } = Object.create(null);
  search.replace(/^\?/, '').split('&').forEach((piece) => {
    const at = piece.indexOf('=');
    const name = decode(at < 0 ? piece : piece.slice(0, at));
    if (name) query[name] = decode(at < 0 ? '' : piece.slice(at + 1));
  });
  return query;
}

export function readOptions(path: string, query: Query): Options {
  const seconds = period(query['every'], 20);
  return {
    turns: readTurns(pageOf(path) || query['pages'], seconds),
    place: query['place'] || undefined,
    campaign: query['campaign'] || undefined,
    theme: word(query['theme'], ['dark', 'light'] as const) || 'dark',
    lang: word(query['lang'], ['zh', 'en'] as const) || 'zh',
    fit: word(query['fit'], ['contain', 'width', 'height'] as const) || 'contain',
    display: query['display'] || undefined,
    wall: path.indexOf('/w/') === 0 ? decode(path.slice(3)) : undefined,
  };
}

/** `overview,campaign:40`: each page with its own seconds, or the common ones. */
export function readTurns(list: string | undefined, seconds: number): readonly Turn[] {
  const turns: Turn[] = [];
  (list || '').split(',').forEach((entry) => {
    const [name, own] = entry.trim().split(':');
    const page = word(name, pageNames);
    if (page) turns.push({ page, seconds: period(own, seconds) });
  });
  return turns.length > 0 ? turns : pageNames.map((page) => ({ page, seconds }));
}

function pageOf(path: string): string | undefined {
  const found = /^\/wall\/([a-z]+)/.exec(path);
  return found ? found[1] : undefined;
}

function period(value: string | undefined, otherwise: number): number {
  const seconds = Number(value);
  return value && seconds > 0 ? Math.max(shortest, Math.min(3600, seconds)) : otherwise;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '));
  } catch (_) {
    return value;
  }
}
