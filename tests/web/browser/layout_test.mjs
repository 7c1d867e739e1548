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
const thorough = ['month-16', 'many', 'hostile', 'empty', 'long names', 'long office', 'lower bounds'];
const pages = ['overview', 'rates', 'campaign', 'targets'];
const shown = {
  'month-0': pages, 'month-16': pages, 'month-31': ['campaign'], many: pages, hostile: pages, empty: pages,
  'long names': pages, 'long office': pages, 'eighty long units': ['campaign'], 'one indicator': ['overview', 'rates', 'targets'],
  'long names, light': ['overview', 'campaign', 'rates', 'targets'], 'lower bounds': ['overview', 'campaign'], 'last day': ['campaign'],
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
    const place = Object.keys(board.indicators)[0].split('/')[0];
    const moved = [`${long}1`, `${long}2/人民医院及乡镇卫生院`, `${long}3`].map((name, at) => ({
      ...board.moved[at], indicator: `${place}/${name}`, period: undefined,
    }));
    return { ...board, title: `${long}工作看板`, indicators: renamed(board, (name, at) => `${long}${at}`), campaigns: eachCampaign(board, longUnits), moved };
  },
  'long names, light': () => made['long names'](),
  /* Long in all that an office names: itself, its areas, departments, places, campaign, theme, metrics. */
  'long office'() {
    const text = JSON.stringify(readBoard('month-16'));
    const names = {
      东山区: '积石山保安族东乡族撒拉族自治县', 东镇: '石炮台街道办事处', 西镇: '县市场监督管理局特种设备安全监察科', 唐嘎乡: '大河家镇人民政府质量工作领导小组办公室',
      市场监管局: '积石山县市场监督管理局', 农业农村局: '积石山县农业农村和水务局', 参与人次: '参加质量宣传活动人次', 检查家次: '检查生产经营单位家次',
      资料份数: '发放质量安全宣传资料份数', '"产品"': '"产品质量安全监督管理"', '"特种设备"': '"特种设备安全监察与节能"', 加强全面质量管理: '大力推进质量强国建设全面提高质量管理水平',
    };
    const campaign = { name: '“质量月”暨质量强县建设专项宣传活动' };
    const board = JSON.parse(Object.entries(names).reduce((whole, [short, full]) => whole.replaceAll(short, full), text));
    return { ...board, campaigns: eachCampaign(board, () => campaign) };
  },
  'eighty long units'() {
    const board = readBoard('many');
    const lengthened = (unit) => `${unit}${long}`;
    const change = ({ units, ranking }) => ({
      units: Object.fromEntries(Object.entries(units).map(([name, one]) => [lengthened(name), one])),
      ranking: ranking.map((one) => ({ ...one, unit: lengthened(one.unit) })),
    });
    return { ...board, campaigns: eachCampaign(board, change) };
  },
  'one indicator'() {
    const board = readBoard('month-16');
    return { ...board, indicators: Object.fromEntries(Object.entries(board.indicators).slice(0, 1)), campaigns: {}, moved: [] };
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
const englishSizes = (board) => (board === 'long names' ? sizes : three.slice(0, 2));
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
    for (const [lang, some] of [['zh', thorough.includes(board) ? sizes : three], ['en', thorough.includes(board) ? englishSizes(board) : []]]) {
      if (some.length === 0) continue;
      test(`${board} ${address} in ${lang} has no text that overlaps, is cut, off the screen or too small`, async () => {
        fixture.state.board = boardOf(board);
        const separator = address.includes('?') ? '&' : '?';
        const theme = board.includes('light') ? 'light' : 'dark';
        const page = await browser.open(`${fixture.url}/wall/${address}${separator}lang=${lang}&theme=${theme}`);

        for (const [width, height] of some) {
          await page.setViewportSize({ width, height });
          await page.waitForFunction(fills);
          await page.waitForTimeout(150);

          const faults = await page.evaluate(measure, { isWhole: board !== 'hostile' });
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
