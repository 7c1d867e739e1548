// SPDX-License-Identifier: MIT
/* Pictures of the pages: `node picture.mjs BOARD PATH FILE.png [WIDTHxHEIGHTxSCALE] [URL of a daemon]`. */
import { chromium } from 'playwright-core';
import { files, receipts } from './inbox-data.mjs';
import { demoNow } from './demonow.mjs';
import { launch } from './launch.mjs';
import { readBoard, startFixture } from './fixture-server.mjs';



if (process.argv[1].endsWith('picture.mjs')) {
  const [, , name, path, file, size = '1920x1080', daemon] = process.argv;
  const [width, height, scale = 1] = size.split('x').map(Number);
  const started = Date.now();
  const fixture = daemon ? undefined : await startFixture({ board: readBoard(name), files, receipts, now: () => demoNow + Date.now() - started });
  const browser = await chromium.launch(launch);
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  page.on('pageerror', (error) => process.stderr.write(`page error: ${error.message}\n`));
  page.on('console', (entry) => entry.type() === 'error' && process.stderr.write(`console: ${entry.text()}\n`));
  await page.goto((daemon || fixture.url) + path, { waitUntil: 'load' });
  await page.waitForTimeout(1800);
  await page.screenshot({ path: file });
  await browser.close();
  await fixture?.stop();
}
