// SPDX-License-Identifier: MIT
/* The staff pages, safety, and accessibility of every page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, test } from 'node:test';
import { browserForFile, withPicture } from '../browser.mjs';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';
import { files, receipts } from '../inbox-data.mjs';
import { measure } from '../measure.mjs';

const browser = browserForFile();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const partial = '东镇/抽检结果-9月.csv';
let fixture;
let page;

before(async () => { fixture = await startFixture({ board: readBoard('month-16'), files, receipts, now: () => demoNow }); });
afterEach(async () => {
  await page?.context().close();
  Object.assign(fixture.state, { files, receipts, board: readBoard('month-16') });
});
after(async () => { await fixture.stop(); });

for (const width of [1366, 390]) {
  test(`a receipt is found by keyboard alone and says line, column, cell and hint (${width} px wide)`, async () => {
    page = await browser.open(`${fixture.url}/inbox`, { width, height: 844, wait: '.file' });

    await page.locator('.search').focus();
    await page.keyboard.type('抽检结果');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.fault');

    const receipt = await page.locator('.receipt').innerText();
    for (const words of ['部分采用', '第 17 行', '合格数', '52', '合格数 52 大于抽检数 50', '请核对该行的合格数与抽检数', '95.8%', '96%', '第 3 版']) {
      assert.ok(receipt.includes(words), words);
    }
    await withPicture(page, `inbox ${width}`, async () => {
      assert.deepEqual(await page.evaluate(measure, { least: 13, isWall: false }), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });
}

test('one sees the own file being taken, without a reload', async () => {
  const name = '新表.csv';
  page = await browser.open(`${fixture.url}/inbox#${encodeURIComponent(name)}`, { wait: '.file' });
  const state = (value, more) => [{ name, state: value, faults: 0, warnings: 0, seen_at: '2026-09-16T10:15:00+08:00', ...more }, ...files];

  fixture.state.files = state('settling');
  await page.waitForFunction(() => document.body.innerText.includes('正在写入') && document.body.innerText.includes('新表.csv'));
  fixture.state.receipts = { ...receipts, [name]: { ...receipts[partial], file: name, state: 'taken', faults: [], warnings: [] } };
  fixture.state.files = state('taken', { version: 1, taken_at: '2026-09-16T10:15:03+08:00' });
  fixture.patch({ inbox: { taken: 42 } });

  await page.waitForFunction(() => /已采用/.test(document.querySelector('.receipt-state')?.textContent || ''), undefined, { timeout: 4000 });
});

test('an empty inbox says what to do, a lost one says that nothing is withdrawn', async () => {
  fixture.state.files = [];
  page = await browser.open(`${fixture.url}/inbox`, { wait: '.files-none' });
  assert.match(await page.locator('.files-none').innerText(), /收件夹还是空的/);

  fixture.state.board = { ...fixture.state.board, inbox: { available: false } };

  await page.waitForFunction(() => /收件夹不可用/.test(document.querySelector('.staff-alert').textContent), undefined, { timeout: 5000 });
});

test('the help explains every way to save, every sheet and every mark, in both languages', async () => {
  for (const [lang, words] of [['zh', ['Excel', 'WPS', 'LibreOffice', '合格率', '活动台账', '明确达标', '待核实', '零报告']], ['en', ['Excel', 'WPS', 'LibreOffice', 'Pass rates', 'Activities', 'Clearly met', 'To verify', 'Zero report']]]) {
    page = await browser.open(`${fixture.url}/help?lang=${lang}`, { width: 1100, wait: '.help' });
    const text = await page.locator('.help').innerText();
    words.forEach((word) => assert.ok(text.includes(word), word));
    const broken = await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().then(() => image.naturalWidth, () => 0))));
    assert.ok(broken.every((width) => width > 0), 'every picture is there');
    if (lang === 'zh') await page.context().close();
  }
});

const hostile = '<img src=x onerror="window.hacked=1">';
test('hostile names are shown as text on every page', async () => {
  const evilFile = `${hostile}.csv`;
  fixture.state.board = readBoard('hostile');
  fixture.state.files = [{ name: evilFile, state: 'partial', faults: 1, warnings: 0, sheet: hostile }];
  fixture.state.receipts = { [evilFile]: { ...receipts[partial], file: evilFile, faults: [{ line: 1, column: hostile, cell: hostile, text: hostile, hint: hostile }] } };
  for (const address of ['/wall/overview', '/wall/rates', '/wall/campaign', '/wall/targets', `/inbox#${encodeURIComponent(evilFile)}`]) {
    page = await browser.open(fixture.url + address, { wait: 'main' });
    await page.waitForTimeout(700);

    assert.equal(await page.evaluate(() => window.hacked), undefined, address);
    assert.equal(await page.locator('img[src="x"]').count(), 0, address);
    assert.ok((await page.locator('body').innerText()).includes('<img src=x'), address);
    assert.deepEqual(page.faults, [], address);
    await page.context().close();
  }
});

/* Runs axe-core on what stands there now. */
async function violations() {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' ').slice(0, 600)}`);
}
/* Nothing fades in while it is looked at. */
const still = { wait: 'main', bypassCSP: true, reducedMotion: 'reduce' };

const addresses = ['/wall/overview', '/wall/rates', '/wall/campaign', '/wall/targets', '/inbox', `/inbox#${encodeURIComponent(partial)}`, '/help'];
for (const address of addresses) {
  for (const lang of ['zh', 'en']) {
    test(`axe-core finds no violation of WCAG 2.2 AA on ${decodeURIComponent(address)} in ${lang}, dark and light`, async () => {
      const [path, hash] = address.split('#');
      for (const theme of ['dark', 'light']) {
        page = await browser.open(`${fixture.url}${path}?theme=${theme}&lang=${lang}${hash ? `#${hash}` : ''}`, still);
        if (hash) await page.waitForSelector('.fault');
        assert.deepEqual(await violations(), [], theme);
        if (theme === 'dark') await page.context().close();
      }
    });
  }
}

const states = {
  stale: async () => {
    await fixture.goAway();
    await page.clock.fastForward(20e3);
    await page.waitForFunction(() => document.documentElement.dataset.line === 'stale');
    await page.clock.runFor(2000);
  },
  'paused, with its buttons shown': async () => {
    await page.keyboard.press(' ');
    await page.mouse.move(300, 300);
    await page.mouse.move(320, 300);
    await page.waitForFunction(() => document.documentElement.dataset.pointer === 'moving');
  },
  'without its inbox, and with a file refused': async () => {
    fixture.patch({ inbox: { available: false, refused: 1, waiting: 3 } });
    await page.waitForFunction(() => /收件夹不可用/.test(document.body.innerText));
  },
  'without any data': async () => {
    fixture.replace(readBoard('empty'));
    await page.waitForFunction(() => !document.querySelector('.row'));
  },
  'with two hundred indicators': async () => {
    fixture.replace(readBoard('many'));
    await page.waitForFunction(() => /第\d+项/.test(document.body.innerText));
  },
};
for (const [state, reach] of Object.entries(states)) {
  test(`axe-core finds no violation on a wall that is ${state}`, async (t) => {
    t.after(() => (state === 'stale' ? fixture.comeBack() : undefined));
    for (const theme of ['dark', 'light']) {
      page = await browser.open(`${fixture.url}/?theme=${theme}`, { ...still, wait: '.page', beforeOpen: (made) => (state === 'stale' ? made.clock.install() : undefined) });
      await reach();
      assert.deepEqual(await violations(), [], theme);
      if (theme === 'light') break;
      await page.context().close();
      if (state === 'stale') await fixture.comeBack();
      fixture.replace(readBoard('month-16'));
    }
  });
}

const focused = () => page.evaluate(() => {
  const { activeElement } = document;
  const style = getComputedStyle(activeElement);
  const { top, left } = activeElement.getBoundingClientRect();
  const pane = activeElement.closest('.pane-receipt') ? 2 : activeElement.closest('.pane-files') ? 1 : 0;
  return {
    tag: activeElement.tagName, text: activeElement.textContent.slice(0, 30), pane, top, left,
    isSeen: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
  };
});

for (const path of ['/inbox', `/inbox#${encodeURIComponent(partial)}`, '/help']) {
  test(`Tab goes through ${decodeURIComponent(path)} in the order of reading, and one always sees where one is`, async () => {
    page = await browser.open(fixture.url + path, { width: 1366, height: 900, wait: path.includes('#') ? '.fault' : 'main' });
    if (path === '/inbox') await page.waitForSelector('.file');
    const stops = [];
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const at = await focused();
      if (at.tag === 'BODY') break;
      stops.push(at);
    }

    assert.ok(stops.length > 2, `${stops.length} stops`);
    assert.deepEqual(stops.filter((one) => !one.isSeen).map((one) => one.text), []);
    const panes = stops.map((one) => one.pane);
    assert.deepEqual(panes, [...panes].sort());
  });
}

test('on a phone a receipt is opened and left by keyboard, and the focus goes along and back', async () => {
  page = await browser.open(`${fixture.url}/inbox`, { width: 390, height: 844, wait: '.file' });
  const name = () => page.evaluate(() => document.activeElement.className);
  await page.locator('.file', { hasText: '抽检结果' }).focus();

  await page.keyboard.press('Enter');
  await page.waitForSelector('.fault');
  assert.equal(await name(), 'receipt-back');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.file');
  await page.waitForFunction(() => document.activeElement.className === 'file');

  assert.match(await page.evaluate(() => document.activeElement.textContent), /抽检结果/);
});

test('no page asks another host, and the headers forbid inline script and style', async () => {
  const asked = await fetch(`${fixture.url}/wall/overview`);

  assert.doesNotMatch(asked.headers.get('content-security-policy'), /unsafe-inline|unsafe-eval|https?:/);
});
