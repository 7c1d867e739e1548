// SPDX-License-Identifier: MIT
/*
 * A month of updates in a real browser: `node soak.mjs [--updates N] [--samples N] [--minutes N]`, started by
 * `scripts/soak page`. The patches are what the daemon's encoder made while its sheets were
 * saved again and again; a stand-in plays them over a real WebSocket, each as a message of its
 * own, as fast as the page applies them. The browser draws as many frames as it can meanwhile, in a
 * small window: the stage is laid out at its full size and scaled, only its pixels are fewer.
 */
import { chromium } from 'playwright-core';

import { countThings, endure, slope } from './endurance.mjs';
import { launch } from './launch.mjs';
import { recordDaemon, startReplay } from './recording.mjs';

/* What a month may add. A leak of one number an update would be 20 MB, of one node 2.6 million. */
const most = { heap: 4e6, nodes: 40, listeners: 2, timers: 2 };
const month = 30 * 86400;
const given = { updates: month, samples: 27, minutes: Infinity };
for (let at = 2; at < process.argv.length; at += 2) {
  given[process.argv[at].replace(/^--/, '')] = Number(process.argv[at + 1]);
}

const endings = [];
const say = (line) => process.stdout.write(`soak: ${line}\n`);
const started = Date.now();
const recording = await recordDaemon({ after: (end) => endings.push(end) }, { indicators: 200, saves: 60 });
say(`${recording.patches.length} patches of the daemon on ${Object.keys(recording.board.indicators).length} indicators`);
const replay = await startReplay(recording);
const browser = await chromium.launch(launch);
const page = await browser.newPage({ viewport: { width: 480, height: 270 } });
let faults = 0;
page.on('pageerror', (error) => { faults += 1; say(`page error: ${error.message}`); });
await page.addInitScript(countThings);
await page.goto(`${replay.url}/?every=3600`);
await page.waitForSelector('.page');

const samples = await endure(page, replay, {
  ...given,
  until: started + given.minutes * 60000,
  onSample({ updates, heap, nodes, listeners, timers }) {
    say(`${updates} updates after ${Math.round((Date.now() - started) / 1000)} s: heap ${Math.round(heap / 1024)} kB, ${nodes} nodes, ${listeners} listeners, ${timers} timers`);
  },
});

/* The first parts fill what is made once and kept. */
const flat = samples.slice(Math.ceil(samples.length / 9));
let isFlat = faults === 0;
for (const [name, limit] of Object.entries(most)) {
  const growth = (slope(flat, name) * month) / 1e6;
  const isOk = growth <= limit;
  isFlat &&= isOk;
  say(`${name}: ${Math.round(growth)} more a month, at most ${limit}: ${isOk ? 'ok' : 'MISSED'}`);
}
const shown = await page.locator('.row').evaluateAll((rows) => rows.map((row) => [row.dataset.key, row.querySelector('.row-figure').textContent]));
const unseen = samples.filter(({ pages }) => pages.length < 4).length;
const wrong = shown.filter(([key, figure]) => !figure.startsWith(replay.board.indicators[key].display ?? ''));
say(`${shown.length} rows are shown, ${wrong.length} of them not as the board says${faults ? `, ${faults} page errors` : ''}`);
say(`${replay.played} of ${given.updates} updates were played; in ${unseen} parts of ${samples.length} a page was not seen`);
isFlat &&= shown.length > 0 && wrong.length === 0 && unseen === 0;
await browser.close();
await replay.stop();
for (const end of endings.reverse()) await end();
process.exit(isFlat ? 0 : 1);
