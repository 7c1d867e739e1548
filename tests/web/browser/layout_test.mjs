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
const thorough = ['month-16', 'many', 'hostile', 'empty', 'long names', 'lower bounds'];
const pages = ['overview', 'rates', 'campaign', 'targets'];
const shown = {
  'month-0': pages, 'month-16': pages, 'month-31': ['campaign'], many: pages, hostile: pages, empty: pages,
  'long names': pages, 'lower bounds': ['overview', 'campaign'], 'last day': ['campaign'],
  demo: ['overview?place=达孜区', 'overview?place=西藏自治区', 'overview?place=甘南州', 'rates?place=达孜区', 'targets?place=西藏自治区', 'campaign?place=临潼区'],
};

const long = '达孜区特种设备管理和作业人员持证上岗率';
const renamed = (board, rename) => Object.fromEntries(Object.entries(board.indicators).map(([key, one], at) => {
  const name = rename(one.name, at);
  return [`${key.split('/')[0]}/${name}`, { ...one, name, lead: long, departments: [long, `${long}办公室`] }];
}));
const eachCampaign = (board, change) => Object.fromEntries(Object.entries(board.campaigns).map(([key, one]) => [key, { ...one, ...change(one) }]));
const eachMetric = (campaign, change) => Object.fromEntries(Object.entries(campaign.metrics).map(([name, one]) => [name, { ...one, ...change(one) }]));

/* Boards that differ in one thing from those in tests/data/boards. */
const made = {
  'long names'() {
    const board = readBoard('month-16');
    const longUnits = ({ units, latest }) => ({
      units: Object.fromEntries(Object.entries(units).map(([name, one]) => [`${name}${long}`, one])),
      latest: latest.map((one) => ({ ...one, unit: long, title: `${long}宣传${one.title}` })),
    });
    return { ...board, title: `${long}工作看板`, indicators: renamed(board, (name, at) => `${long}${at}`), campaigns: eachCampaign(board, longUnits) };
  },
  'lower bounds'() {
    const board = readBoard('month-16');
    const bounds = (one) => ({ display: `≥${one.done}`, qualifier: 'ge', ...(one.plan && { projected: one.plan * 1.02, range: [one.plan * 0.9, one.plan * 1.2] }) });
    return { ...board, campaigns: eachCampaign(board, (campaign) => ({ metrics: eachMetric(campaign, bounds) })) };
  },
  'last day'() {
    const board = readBoard('month-16');
    return { ...board, today: '2026-09-30', campaigns: eachCampaign(board, () => ({ day: 30, days_left: 0 })) };
  },
};
const boardOf = (name) => (made[name] ? made[name]() : readBoard(name));

/* The page has taken its new size when the stage fills the window again. */
const fills = () => {
  const box = document.querySelector('.stage').getBoundingClientRect();
  return Math.abs(box.width - innerWidth) < 3 && Math.abs(box.height - innerHeight) < 3;
};
let fixture;

before(async () => { fixture = await startFixture({ board: readBoard('empty'), now: () => demoNow }); });
after(async () => { await fixture.stop(); });

for (const [board, addresses] of Object.entries(shown)) {
  for (const address of addresses) {
    for (const [lang, some] of [['zh', thorough.includes(board) ? sizes : three], ['en', thorough.includes(board) ? three.slice(0, 2) : []]]) {
      if (some.length === 0) continue;
      test(`${board} ${address} in ${lang} has no text that overlaps, is cut, off the screen or too small`, async () => {
        fixture.state.board = boardOf(board);
        const separator = address.includes('?') ? '&' : '?';
        const page = await browser.open(`${fixture.url}/wall/${address}${separator}lang=${lang}`);

        for (const [width, height] of some) {
          await page.setViewportSize({ width, height });
          await page.waitForFunction(fills);
          await page.waitForTimeout(150);

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
