// SPDX-License-Identifier: MIT
/**
 * Merge patches (RFC 7396). The target is never edited: what a patch does not name keeps its
 * identity, so that whoever holds a part of the old board can see by comparing references
 * whether it changed.
 */

import { isObject } from './json.js';
import type { Json, JsonObject } from './json.js';

export function merge(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: { [name: string]: Json | undefined } = Object.create(null);
  if (isObject(target)) copy(target, merged);
  Object.keys(patch).forEach((name) => {
    const change = patch[name] as Json;
    if (change === null) delete merged[name];
    else merged[name] = merge(merged[name], change);
  });
  return merged as JsonObject;
}

function copy(from: JsonObject, to: { [name: string]: Json | undefined }): void {
  Object.keys(from).forEach((name) => {
    to[name] = from[name];
  });
}
