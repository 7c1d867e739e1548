// SPDX-License-Identifier: MIT
/* The real daemon under the pages, for a test file: where it is, and by which clock it lives. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { clockEnvironment, setClock } from '../../scripts/month/clock.mjs';
import { BINARY, startDaemon } from '../flow/lib/daemon.mjs';

/** Why tests of the daemon are left out; false where it has been built. */
export const daemonSkip = existsSync(BINARY) ? false : 'the daemon has not been built';

/** The life of a whole test file, as the flow tests' helpers want it. */
export function testLife() {
  const endings = [];
  after(async () => { for (const end of endings.reverse()) await end(); });
  return { after: (end) => endings.push(end) };
}

/** A daemon whose wall clock stands at `now` (RFC 3339) and runs on; `setClock` moves it. */
export async function daemonAt(life, now, options = {}) {
  const root = mkdtempSync(join(tmpdir(), 'plumb-web-'));
  life.after(() => rmSync(root, { recursive: true, force: true }));
  const clock = join(root, 'clock');
  setClock(clock, Date.parse(now));
  const start = () => startDaemon(life, { root, env: clockEnvironment(clock), ...options });
  const daemon = await start();
  return Object.assign(daemon, { restart: start, setClock: (stamp) => setClock(clock, Date.parse(stamp)) });
}
