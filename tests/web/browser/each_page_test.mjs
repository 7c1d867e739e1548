// SPDX-License-Identifier: MIT
/* What holds for each of the six pages: the keyboard alone, paper, and less motion. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { browserForFile } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';
import { files, receipts } from '../inbox-data.mjs';

const browser = browserForFile();
const chosen = `/inbox#${encodeURIComponent('东镇/抽检结果-9月.csv')}`;
const walls = ['/wall/overview', '/wall/rates', '/wall/campaign', '/wall/targets'];
const pages = [...walls, '/inbox', chosen, '/help'];
const called = (path) => decodeURIComponent(path);
let fixture;
let page;

before(async () => { fixture = await startFixture({ board: readBoard('month-16'), files, receipts, now: () => demoNow }); });
afterEach(async () => {
  await page?.context().close();
  Object.assign(fixture.state, { files, board: readBoard('month-16') });
});
after(async () => { await fixture.stop(); });

/** Opens the page in that theme, with its content there. */
async function open(path, theme, options) {
  const [where, hash] = path.split('#');
  page = await browser.open(`${fixture.url}${where}?theme=${theme}${hash ? `#${hash}` : ''}`, { wait: 'main', ...options });
  if (where === '/inbox') await page.waitForSelector(hash ? '.fault' : '.file');
}

/* Where the focus is, what a screen reader calls it, and whether an eye finds it. */
const focused = () => page.evaluate(() => {
  const { activeElement } = document;
  const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
  const { width, height } = activeElement.getBoundingClientRect();
  let opacity = 1;
  for (let at = activeElement; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  return {
    tag: activeElement.tagName,
    name: activeElement.getAttribute('aria-label') || activeElement.textContent.trim() || activeElement.placeholder || '',
    isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && opacity > 0.99 && width > 0 && height > 0,
  };
});

for (const path of pages) {
  for (const theme of ['dark', 'light']) {
    test(`by Tab alone one comes to everything on ${called(path)}, sees where one is, and gets out again (${theme})`, async () => {
      await open(path, theme, { reducedMotion: 'reduce' });
      const stops = [];

      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        const at = await focused();
        if (at.tag === 'BODY') break;
        stops.push(at);
      }

      assert.ok(stops.length > 0 && stops.length < 80, `${stops.length} stops`);
      assert.deepEqual(stops.filter((one) => !one.isSeen || !one.name), []);
      const able = await page.locator('a[href]:visible, button:visible, input:visible, [tabindex="0"]:visible').count();
      assert.equal(stops.length, able);
    });
  }
}

for (const path of walls) {
  test(`a button of ${path} does its work by Enter and by space`, async () => {
    await open(path, 'dark');
    await page.keyboard.press('Shift+Tab');
    assert.match((await focused()).name, /全屏/);

    for (const key of ['Enter', ' ']) {
      await page.keyboard.press(key);
      await page.waitForFunction((wanted) => !!document.fullscreenElement === wanted, key === 'Enter');
    }
  });
}

/* Texts that paper would not show: light ones, whose ground is not printed. */
const paleTexts = () => [...document.querySelectorAll('body *')].filter((element) => {
  const isShown = element.getClientRects().length > 0 && !element.closest('style, script, title') && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const { color, fill } = getComputedStyle(element);
  const parts = ((element instanceof SVGElement ? fill : color).match(/\d+/g) ?? [0]).slice(0, 3).map(Number);
  return isShown && !element.matches('[aria-pressed="true"]') && Math.min(...parts) > 100;
}).map((element) => `${element.className} ${element.textContent.trim().slice(0, 20)}`);

for (const path of pages) {
  for (const theme of ['dark', 'light']) {
    test(`${called(path)} is printed dark on light from the ${theme} theme, without what only a screen needs`, async () => {
      const isWall = walls.includes(path);
      await open(path, theme, isWall ? {} : { width: 794, height: 1123 });

      await page.emulateMedia({ media: 'print' });

      assert.deepEqual(await page.evaluate(paleTexts), []);
      assert.equal(await page.locator('.controls:visible, .staff-links:visible, .search:visible, .chips:visible').count(), 0);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), 'nothing is beyond the edge');
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const sheets = (pdf.match(/\/Type\s*\/Page[^s]/g) || []).length;
      assert.ok(isWall ? sheets === 1 : sheets >= 1, `${sheets} sheets`);
    });
  }
}

/* From now on, what ended is kept: on a busy machine that may be before anybody looks. */
const keepMoved = () => page.evaluate(() => {
  window.moved = [];
  for (const [kind, named] of [['animationend', 'animationName'], ['transitionend', 'propertyName']]) {
    document.addEventListener(kind, (event) => {
      if (event.elapsedTime > 0.02) window.moved.push(`${event.target.className} ${event[named]}`);
    });
  }
});
const moving = () => page.evaluate(() => window.moved.concat(document.getAnimations()
  .filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 20)
  .map((one) => `${one.effect.target.className} ${one.animationName ?? one.transitionProperty}`)));

const [rate] = Object.keys(readBoard('month-16').indicators);
const shake = {
  wall: () => fixture.patch({
    indicators: { [rate]: { display: '97.7%', value: 97.7 } },
    campaigns: { '东山区/2026 质量月': { metrics: { 场次: { done: 59, display: '59', progress: 49.2 } }, daily: { '2026-09-16': { 场次: 9 } } } },
  }),
  staff: () => {
    fixture.state.files = [{ ...files[0], name: '正在写的.csv', state: 'settling' }, ...files];
    fixture.patch({ inbox: { waiting: 1 } });
  },
};
const shaken = {
  '/wall/overview': '.figure:has-text("59")', '/wall/rates': '.figure:has-text("97.7")', '/wall/campaign': '.figure:has-text("59")',
  '/wall/targets': '.figure:has-text("97.7")', '/inbox': '.file[data-state="settling"]', [chosen]: '.file[data-state="settling"]',
};
for (const [path, sign] of Object.entries(shaken)) {
  test(`with less motion nothing on ${called(path)} rolls, glides or beats at a change; else it does`, async () => {
    for (const reducedMotion of ['reduce', 'no-preference']) {
      fixture.replace(readBoard('month-16'));
      fixture.state.files = files.filter(({ state }) => !/settling|queued/.test(state));
      await open(path, 'dark', { reducedMotion, width: 1920 });
      await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));

      await keepMoved();
      shake[walls.includes(path) ? 'wall' : 'staff']();
      await page.waitForSelector(sign);
      const seen = await moving();

      assert.equal(seen.length > 0, reducedMotion !== 'reduce', `${reducedMotion}: ${seen.join(', ')}`);
      if (reducedMotion === 'reduce') await page.context().close();
    }
  });
}
