// SPDX-License-Identifier: MIT
/* Boxes, not only looks: at every size of screen no text overlaps, leaves the screen, is cut or too small. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browserForFile, withPicture } from '../browser.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';
import { measure } from '../measure.mjs';
import { demoNow } from '../demonow.mjs';

const browser = browserForFile();
const sizes = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920], [3840, 1080], [6656, 1792]];
const three = [[1920, 1080], [1080, 1920], [3840, 1080]];
const thorough = ['month-16', 'many', 'hostile'];
const pages = ['overview', 'rates', 'campaign', 'targets'];
const shown = {
  'month-0': pages, 'month-16': pages, 'month-31': ['campaign'], many: pages, hostile: pages, empty: ['overview'],
  demo: ['overview?place=达孜区', 'overview?place=西藏自治区', 'overview?place=甘南州', 'rates?place=达孜区', 'targets?place=西藏自治区', 'campaign?place=临潼区'],
};
let fixture;

before(async () => { fixture = await startFixture({ board: readBoard('empty'), now: () => demoNow }); });
after(async () => { await fixture.stop(); });

for (const [board, addresses] of Object.entries(shown)) {
  for (const address of addresses) {
    for (const [lang, some] of [['zh', thorough.includes(board) ? sizes : three], ['en', thorough.includes(board) ? three.slice(0, 2) : []]]) {
      if (some.length === 0) continue;
      test(`${board} ${address} in ${lang} has no text that overlaps, is cut, off the screen or too small`, async () => {
        fixture.state.board = readBoard(board);
        const separator = address.includes('?') ? '&' : '?';
        const page = await browser.open(`${fixture.url}/wall/${address}${separator}lang=${lang}`);

        for (const [width, height] of some) {
          await page.setViewportSize({ width, height });
          await page.waitForTimeout(300);

          const faults = await page.evaluate(measure, {});
          await withPicture(page, `${board} ${address} ${lang} ${width}x${height}`, () => {
            assert.deepEqual(faults, [], `at ${width}x${height}`);
          });
          const scroll = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
          assert.ok(scroll[0] <= 0 && scroll[1] <= 0, `no scroll bar at ${width}x${height}`);
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
      });
    }
  }
}
