// SPDX-License-Identifier: MIT
/** Asks the daemon for JSON. A failure is undefined; the caller asks again at the next turn. */

import { parse } from '../data/json.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function ask(path: string): Promise<Answer | undefined> {
  return fetch(path, { credentials: 'same-origin' }).then(
    (response) => response.text().then((text) => ({ status: response.status, body: parse(text) })),
  ).catch(() => undefined);
}
