// SPDX-License-Identifier: MIT
/**
 * After an upgrade of the daemon the page loads itself again, once for each build: if the same
 * build is announced after that, the pages of the browser's cache are to blame, and a loop would
 * be worse than an old page.
 */

const memory = 'plumb.reloaded-for';

export function reloadAfterUpgrade(first: string | undefined, now: string | undefined): boolean {
  if (!first || !now || first === now) return false;
  try {
    if (sessionStorage.getItem(memory) === now) return false;
    sessionStorage.setItem(memory, now);
  } catch (_) {
    return false; // without a memory it might never stop
  }
  location.reload();
  return true;
}
