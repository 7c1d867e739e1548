// SPDX-License-Identifier: MIT
/* Boards as values: the merge patch of RFC 7396, and one text for equal JSON. */

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/* The board after the patch. The old one is left as it was. */
export function mergePatch(target, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const merged = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[name];
    } else {
      merged[name] = mergePatch(merged[name], value);
    }
  }
  return merged;
}

/* Members sorted by name, no spaces: equal values give equal bytes. */
export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/* Members that tell when and in which version, not what: they differ between two daemons that
 * read the same folder. */
const HISTORY = new Set([
  'updated_at',
  'revised',
  'revised_from',
  'revised_at',
  'revised_until',
  'version',
  'last_taken_at',
  'last_refused',
  'reported_at',
  'moved',
]);

/* What a board says about the folder as it is, without how it came to be so. */
export function withoutHistory(value) {
  if (Array.isArray(value)) {
    return value.map(withoutHistory);
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !HISTORY.has(name))
        .map(([name, member]) => [name, withoutHistory(member)]),
    );
  }
  return value;
}
