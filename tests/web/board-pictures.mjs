// SPDX-License-Identifier: MIT
/*
 * Pictures of every page on the boards of the tests: `node board-pictures.mjs [FOLDER]`. Each wall page at day 0,
 * 16 and 31 of a campaign, dark and light, Chinese and English, the odd screens, the staff pages.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { demoNow } from './demonow.mjs';
import { readBoard, startFixture } from './fixture-server.mjs';
import { files, receipts } from './inbox-data.mjs';
import { launch } from './launch.mjs';

const folder = process.argv[2] || '../../build/pictures';
const pages = ['overview', 'rates', 'campaign', 'targets'];
const partial = encodeURIComponent('东镇/抽检结果-9月.csv');
const screen = (width, height) => ({ width, height });
const shots = [];

for (const day of [0, 16, 31]) {
  for (const page of pages) {
    for (const theme of ['dark', 'light']) {
      for (const lang of ['zh', 'en']) {
        shots.push([`day${day}-${page}-${theme}-${lang}`, `month-${day}`, `/wall/${page}?theme=${theme}&lang=${lang}`, screen(1920, 1080)]);
      }
    }
  }
}
for (const page of pages) {
  shots.push([`upright-${page}`, 'month-16', `/wall/${page}`, screen(1080, 1920)]);
  shots.push([`wide-${page}`, 'many', `/wall/${page}`, screen(3840, 1080)]);
}
for (const place of ['达孜区', '金平区', '甘南州', '临潼区', '西藏自治区']) {
  shots.push([`place-${place}`, 'demo', `/wall/overview?place=${encodeURIComponent(place)}`, screen(1920, 1080)]);
}
shots.push(['empty', 'empty', '/', screen(1920, 1080)]);
for (const lang of ['zh', 'en']) {
  shots.push([`inbox-${lang}`, 'month-16', `/inbox?lang=${lang}#${partial}`, screen(1366, 900)]);
  shots.push([`inbox-phone-${lang}`, 'month-16', `/inbox?lang=${lang}`, screen(390, 844)]);
  shots.push([`help-${lang}`, 'month-16', `/help?lang=${lang}`, screen(1100, 1600)]);
}

mkdirSync(folder, { recursive: true });
const fixture = await startFixture({ board: readBoard('empty'), files, receipts, now: () => demoNow });
const browser = await chromium.launch(launch);
for (const [name, board, path, viewport] of shots) {
  fixture.state.board = readBoard(board);
  const page = await browser.newPage({ viewport });
  await page.goto(fixture.url + path, { waitUntil: 'load' });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  process.stdout.write(`${name}.png\n`);
}
await browser.close();
await fixture.stop();
