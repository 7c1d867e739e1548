// SPDX-License-Identifier: MIT
/**
 * JSON as it arrives: unknown until looked at. Every reader returns undefined for what is not
 * there or is of another kind, so that a member that we do not understand is a member that is
 * left out.
 */

export type Json = null | boolean | number | string | JsonArray | JsonObject;
export interface JsonArray extends ReadonlyArray<Json> {}
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && isFinite(value) ? value : undefined;
}

export function flag(value: unknown): boolean {
  return value === true;
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}

export function pair(value: unknown): readonly [number, number] | undefined {
  const items = list(value);
  const low = number(items[0]);
  const high = number(items[1]);
  return items.length === 2 && low !== undefined && high !== undefined ? [low, high] : undefined;
}

/** The object's own members; none if it is no object. */
export function members(value: unknown): ReadonlyArray<readonly [string, Json]> {
  if (!isObject(value)) return [];
  return Object.keys(value).map((name): readonly [string, Json] => [name, value[name] as Json]);
}

/** The member of an object; undefined if it is none, or has none of that name. */
export function member(value: unknown, name: string): Json | undefined {
  if (!isObject(value) || !Object.prototype.hasOwnProperty.call(value, name)) return undefined;
  return value[name];
}

/** One of the words that we know, else undefined. */
export function word<Word extends string>(
  value: unknown,
  known: readonly Word[],
): Word | undefined {
  return known.filter((one) => one === value)[0];
}

/** Parses without throwing: undefined if the text is not JSON. */
export function parse(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch (_) {
    return undefined;
  }
}
