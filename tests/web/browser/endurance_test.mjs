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

test('thousands of updates on every page, with the line cut between, leave heap, nodes, listeners and timers where they were', { skip }, async () => {
  const page = await browser.open(`${replay.url}/?every=3600`, { before: countThings });

  /* The first thousands make the browser compile what they run, which is kept and grows no more. */
  const samples = (await endure(page, replay, { updates: 9600, samples: 12 })).slice(6);

  for (const { pages } of samples) assert.equal(pages.length, 4, pages.join(' '));
  const grown = (name) => (slope(samples, name) * 4000) / 1e6;
  assert.ok(grown('heap') < 600e3, `${grown('heap')} bytes: ${JSON.stringify(samples)}`);
  assert.ok(grown('nodes') < 30, `${grown('nodes')} nodes: ${JSON.stringify(samples)}`);
  assert.ok(grown('listeners') < 1, JSON.stringify(samples));
  assert.ok(grown('timers') < 1, JSON.stringify(samples));
  const { board } = replay;
  const shown = await page.locator('.row').evaluateAll((rows) => rows.map((row) => [row.dataset.key, row.querySelector('.row-figure').textContent]));
  assert.ok(shown.length > 5);
  for (const [key, figure] of shown) assert.ok(figure.startsWith(board.indicators[key].display ?? ''), `${key}: ${figure}`);
  assert.deepEqual(page.faults, []);
});
