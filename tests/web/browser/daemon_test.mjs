// SPDX-License-Identifier: MIT
/* The same pages on the real daemon: it is dropped on, and killed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browserForFile } from '../browser.mjs';

const binary = process.env.PLUMBD || fileURLToPath(new URL('../../../build/plumbd', import.meta.url));
const demo = fileURLToPath(new URL('../../../scripts/demo', import.meta.url));
const skip = existsSync(binary) && existsSync(demo) ? false : 'the daemon has not been built';
const browser = browserForFile();
let folder;
let port;
let daemon;
let page;

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => done(free));
  });
});

async function startDaemon() {
  daemon = spawn(binary, ['serve', '--inbox', join(folder, 'inbox'), '--state', join(folder, 'state'), '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 400; attempt++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the daemon did not become ready');
}

async function kill(signal) {
  const ended = new Promise((done) => daemon.once('exit', done));
  daemon.kill('SIGCONT');
  daemon.kill(signal);
  await ended;
}

const shows = (selector, pattern, timeout = 20000) => page.waitForFunction(
  ([where, source]) => [...document.querySelectorAll(where)].some((element) => element.offsetParent !== null && new RegExp(source).test(element.textContent)),
  [selector, pattern.source], { timeout });

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'plumb-web-'));
  cpSync(demo, join(folder, 'inbox'), { recursive: true });
  port = await freePort();
  await startDaemon();
});
after(async () => {
  if (daemon && daemon.exitCode === null) await kill('SIGTERM');
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('every place of the demo has its overview, and its figures are those of the board', { skip }, async () => {
  const board = await (await fetch(`http://127.0.0.1:${port}/api/board`)).json();
  for (const place of ['达孜区', '金平区', '甘南州', '临潼区', '西藏自治区']) {
    page = await browser.open(`http://127.0.0.1:${port}/wall/overview?place=${encodeURIComponent(place)}`);
    await page.waitForSelector('.row');
    const rows = await page.locator('.row').evaluateAll((all) => all.map((row) => [row.dataset.key, row.querySelector('.row-figure').textContent]));
    assert.ok(rows.length > 3, place);
    for (const [key, figure] of rows) {
      const one = board.indicators[key];
      assert.equal(one.place, place);
      const stated = one.display ?? one.target?.display;
      if (stated) assert.ok(figure.startsWith(stated), `${key}: ${figure} for ${stated}`);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test('a sheet dropped for the first time is on the wall, and its change too, without a reload', { skip }, async () => {
  const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n日用消费品抽查合格率,2017Q3,新区,200,${passed}\n`;
  page = await browser.open(`http://127.0.0.1:${port}/wall/overview?place=${encodeURIComponent('新区')}`, { wait: null });

  writeFileSync(join(folder, 'inbox/抽检.csv'), sheet(190));
  await shows('.hero-figure, .row-figure', /^95%$/);
  writeFileSync(join(folder, 'inbox/抽检.csv'), sheet(196));

  await shows('.hero-figure, .row-figure', /^98%$/);
  await shows('.note, .hero-detail', /由 95% 变为/);
});

test('after kill -9 and a restart the page is right by itself within five seconds', { skip }, async () => {
  await page.evaluate(() => { window.isSamePage = true; });

  await kill('SIGKILL');
  await shows('.line-text', /^重连中/, 5000);
  await startDaemon();

  await shows('.line-text', /^实时$/, 5000);
  await shows('.hero-figure, .row-figure', /^98%$/);
  assert.equal(await page.evaluate(() => window.isSamePage), true);
});

test('the inbox page shows the files of the daemon, a receipt, and its templates', { skip }, async () => {
  page = await browser.open(`http://127.0.0.1:${port}/inbox`, { width: 1366, height: 900, wait: '.file' });
  writeFileSync(join(folder, 'inbox/有误.csv'), '指标,时期,地区,抽检数,合格数\n甲项合格率,2017Q3,新区,50,52\n乙项合格率,2017Q3,新区,50,49\n丙项合格率,2017Q3,新区,50,48\n');

  await page.waitForFunction(() => [...document.querySelectorAll('.file')].some((file) => /有误\.csv/.test(file.textContent) && file.dataset.state === 'partial'), undefined, { timeout: 15000 });
  await page.locator('.file', { hasText: '有误.csv' }).click();
  await page.waitForSelector('.fault');

  assert.match(await page.locator('.fault').innerText(), /第 2 行/);
  assert.match(await page.locator('.receipt').innerText(), /部分采用/);
  const links = await page.locator('.template').evaluateAll((all) => all.map((link) => link.href));
  for (const link of links) assert.equal((await fetch(link)).status, 200, link);
});
