// SPDX-License-Identifier: MIT
/* A short life of the wall under the daemon's own patches; `scripts/soak page` is a month of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browserForFile } from '../browser.mjs';
import { daemonSkip, testLife } from '../daemon.mjs';
import { countThings, endure, slope } from '../endurance.mjs';
import { recordDaemon, startReplay } from '../recording.mjs';

const skip = daemonSkip;
const browser = browserForFile();
const life = testLife();
let replay;

before(async () => {
  if (!skip) replay = await startReplay(await recordDaemon(life, { indicators: 200, saves: 6 }));
});
after(async () => { await replay?.stop(); });

/* What 4,000 updates may add. A leak of a hundred bytes an update, or of one node in a hundred, is more. */
const most = { heap: 400e3, nodes: 30, listeners: 1, timers: 1 };

/*
 * The browser compiles what it runs often and keeps that: the heap grows at first, for longer where
 * the machine is busy, and then stands. What leaks never stands.
 */
function isFlat(samples) {
  const last = samples.slice(-6);
  return last.length === 6 && Object.entries(most).every(([name, limit]) => (slope(last, name) * 4000) / 1e6 < limit);
}

test('thousands of updates on every page, with the line cut between, leave heap, nodes, listeners and timers standing', { skip }, async () => {
  const page = await browser.open(`${replay.url}/?every=3600`, { before: countThings });

  const samples = await endure(page, replay, { updates: 32000, samples: 40, isEnough: isFlat });

  for (const { pages } of samples) assert.equal(pages.length, 4, pages.join(' '));
  assert.ok(isFlat(samples), JSON.stringify(samples));
  const { board } = replay;
  const shown = await page.locator('.row').evaluateAll((rows) => rows.map((row) => [row.dataset.key, row.querySelector('.row-figure').textContent]));
  assert.ok(shown.length > 5);
  for (const [key, figure] of shown) assert.ok(figure.startsWith(board.indicators[key].display ?? ''), `${key}: ${figure}`);
  assert.deepEqual(page.faults, []);
});
