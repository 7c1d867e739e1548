// SPDX-License-Identifier: MIT
/**
 * A list that is too long for its place takes turns with itself: page after page, each long
 * enough to be read, together within the time of the stop if that can be. Pure.
 */

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
  /** How many items stand before the first shown one. */
  readonly from: number;
  /** How long the whole list wants to be seen. */
  readonly wantsMs: number;
}

const leastMs = 6000;
const mostMs = 12000;

export function paged<Item>(
  items: readonly Item[], perPage: number, stopSeconds: number, shownForMs: number,
): Paged<Item> {
  const size = Math.max(1, Math.floor(perPage));
  const pages = Math.max(1, Math.ceil(items.length / size));
  const each = pageMs(pages, stopSeconds);
  const page = Math.floor(Math.max(0, shownForMs) / each) % pages;
  return { items: items.slice(page * size, (page + 1) * size), page, pages, from: page * size, wantsMs: pages * each };
}

/** How long one of so many pages is shown. */
export function pageMs(pages: number, stopSeconds: number): number {
  return Math.max(leastMs, Math.min(mostMs, (stopSeconds * 1000) / pages));
}
