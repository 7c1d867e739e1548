// SPDX-License-Identifier: MIT
/* The pages in Chromium 64, of January 2018, as televisions and office machines have it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { demoNow } from '../demonow.mjs';
import { readBoard, startFixture } from '../fixture-server.mjs';
import { files, receipts } from '../inbox-data.mjs';
import { measure } from '../measure.mjs';
import { startOldChromium } from '../oldchromium.mjs';

const packed = fileURLToPath(new URL('../node_modules/chrome-aws-lambda/bin/chromium.br', import.meta.url));
const folder = fileURLToPath(new URL('../node_modules/.old-chromium', import.meta.url));
const binary = `${folder}/chromium`;
const skip = existsSync(packed) ? false : 'no old Chromium is installed';
let fixture;
let browser;

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

async function waitFor(expression, ms = 10000) {
  for (let waited = 0; waited < ms; waited += 100) {
    if (await browser.evaluate(expression)) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

before(async () => {
  if (skip) return;
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(binary, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
  }
  fixture = await startFixture({ board: readBoard('month-16'), files, receipts, now: () => demoNow });
  browser = await startOldChromium(binary, await freePort());
});
after(async () => {
  await browser?.stop();
  await fixture?.stop();
});

const pages = {
  '/wall/overview': ['质量月', '92.1', '明确低于目标', '今日变动'], '/wall/rates': ['产品质量监督抽查合格率', '各地排名', '均值'],
  '/wall/campaign': ['距结束 14 天', '各单位报送', '计划120'], '/wall/targets': ['9/16', '市场监管局', '逾期6天'],
  '/inbox': ['已采用', '部分采用', '活动台账.csv'], '/help': ['LibreOffice', '明确达标'],
};
for (const [path, words] of Object.entries(pages)) {
  test(`Chromium 64 shows ${path} whole, without an error`, { skip }, async () => {
    await browser.open(fixture.url + path, 1920, 1080);

    for (const word of words) {
      assert.ok(await waitFor(`(document.body && document.body.textContent || '').indexOf(${JSON.stringify(word)}) >= 0`), word);
    }
    assert.deepEqual(browser.exceptions, []);
    if (path.startsWith('/wall/')) {
      await browser.picture(); // without a picture this headless browser draws no frame
      assert.deepEqual(await browser.evaluate(`(${measure})()`), []);
    }
  });
}

test('Chromium 64 shows a change without a reload', { skip }, async () => {
  await browser.open(`${fixture.url}/wall/overview`, 1920, 1080);
  await waitFor("!!document.querySelector('.row')");

  fixture.patch({ title: '改过的标题' });

  assert.ok(await waitFor("document.body.textContent.indexOf('改过的标题') >= 0"));
});

test('Chromium 64 draws charts in the colours of the style sheet', { skip }, async () => {
  await browser.open(`${fixture.url}/wall/campaign`, 1920, 1080);
  await waitFor("document.querySelectorAll('.curve-chart path').length > 5");

  const strokes = await browser.evaluate(`[].slice.call(document.querySelectorAll('.curve-chart path'))
    .filter(function (path) { return path.getAttribute('stroke') === 'var(--accent)'; })
    .map(function (path) { return getComputedStyle(path).stroke; }).join(' ')`);

  assert.match(strokes, /^rgb\(98, 182, 255\)( rgb\(98, 182, 255\))+$/);
});
