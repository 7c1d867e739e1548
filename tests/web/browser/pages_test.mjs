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

const addresses = ['/wall/overview', '/wall/rates', '/wall/campaign', '/wall/targets', '/inbox', `/inbox#${encodeURIComponent(partial)}`, '/help', '/help?lang=en'];
for (const address of addresses) {
  for (const theme of ['dark', 'light']) {
    test(`axe-core finds no violation of WCAG 2.2 AA on ${decodeURIComponent(address)} (${theme})`, async () => {
      const [path, hash] = address.split('#');
      page = await browser.open(`${fixture.url}${path}${path.includes('?') ? '&' : '?'}theme=${theme}${hash ? `#${hash}` : ''}`, { wait: 'main', bypassCSP: true });
      await page.waitForTimeout(800);
      await page.evaluate(axe);

      const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));

      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ').slice(0, 300)}`), []);
    });
  }
}

test('no page asks another host, and the headers forbid inline script and style', async () => {
  const asked = await fetch(`${fixture.url}/wall/overview`);

  assert.doesNotMatch(asked.headers.get('content-security-policy'), /unsafe-inline|unsafe-eval|https?:/);
});
