// SPDX-License-Identifier: MIT
/*
 * Pictures of every page of the real daemon, for people to look at: on the five places' demo, and
 * on the Quality Month before it, in its middle and after it.
 *
 *   node pictures.mjs FOLDER [demo] [month] [docs]     default: demo and month
 *
 * docs makes those anew that the help and the README show, where these have them.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { startMonth } from '../../scripts/month/lapse.mjs';
import { launch } from './launch.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = { overview: 'wall/overview', rates: 'wall/rates', campaign: 'wall/campaign', targets: 'wall/targets', inbox: 'inbox', help: 'help' };
const DAYS = [0, 16, 31];

/* Long enough for figures to roll and marks to fade in; not a wait for anything. */
const SETTLED_MS = 2500;

async function picture(browser, url, file, size = { width: 1920, height: 1080 }) {
  const page = await browser.newPage({ viewport: size });
  page.on('pageerror', (error) => process.stderr.write(`pictures: page error on ${url}: ${error.message}\n`));
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: file });
  await page.close();
}

async function allPages(browser, url, folder, name) {
  for (const theme of ['dark', 'light']) {
    for (const lang of ['zh', 'en']) {
      for (const [page, where] of Object.entries(PAGES)) {
        const file = path.join(folder, `${name}-${page}-${theme}-${lang}.png`);
        await picture(browser, `${url}${where}?theme=${theme}&lang=${lang}`, file);
      }
    }
  }
  process.stdout.write(`pictures: ${name}\n`);
}

/* The demo on a copy of its sheets, until it is ready. */
function startDemo(root) {
  fs.cpSync(path.join(TOP, 'scripts/demo'), path.join(root, 'inbox'), { recursive: true });
  const child = spawn(process.env.PLUMBD ?? path.join(TOP, 'build/plumbd'), [
    'serve', '--inbox', path.join(root, 'inbox'), '--state', path.join(root, 'state'), '--listen', '127.0.0.1:0',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('close', resolve));
  let text = '';
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (bytes) => {
      text += bytes;
      const found = /event=ready\b.*?\burl=(\S+)/.exec(text);
      if (found) {
        resolve({ url: found[1], stop: () => { child.kill('SIGTERM'); return ended; } });
      }
    });
    ended.then(() => reject(new Error(text)));
  });
}

/* Ready is: the first scan is on the board. */
async function untilReady(url) {
  while ((await fetch(`${url}readyz`)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function demo(browser, folder, root) {
  const daemon = await startDemo(root);
  await untilReady(daemon.url);
  await allPages(browser, daemon.url, folder, 'demo');
  await daemon.stop();
}

async function month(browser, folder, root) {
  const lapse = await startMonth({ root });
  for (const day of DAYS) {
    await lapse.liveUntil(day);
    await allPages(browser, lapse.url, folder, `month-${day}`);
  }
  await lapse.stop();
}

/* Those of the documents: [page, file, width, height]. The sheet of 沙湾镇 has faulty rows that day. */
const DOCUMENTS = [
  ['wall/campaign', 'web/pictures/campaign.webp', 1920, 1080],
  ['wall/overview', 'web/pictures/overview.webp', 1920, 1080],
  ['wall/overview', 'web/pages/help-wall.png', 1200, 675],
  [`inbox#${encodeURIComponent('沙湾镇/9月抽检结果.csv')}`, 'web/pages/help-inbox.png', 1100, 640],
];

async function docs(browser, folder, root) {
  const lapse = await startMonth({ root });
  await lapse.liveUntil(16);
  for (const [where, file, width, height] of DOCUMENTS) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${lapse.url}${where}`, { waitUntil: 'load' });
    await page.waitForTimeout(SETTLED_MS);
    const client = await page.context().newCDPSession(page);
    const { data } = await client.send('Page.captureScreenshot', file.endsWith('.webp') ? { format: 'webp', quality: 82 } : { format: 'png' });
    fs.writeFileSync(path.join(TOP, file), Buffer.from(data, 'base64'));
    process.stdout.write(`pictures: ${file}\n`);
    await page.close();
  }
  await lapse.stop();
}

const [folder, ...words] = process.argv.slice(2);
const parts = { demo, month, docs };
const wanted = words.length ? words : ['demo', 'month'];
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'plumb-pictures-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
fs.mkdirSync(folder, { recursive: true });
const browser = await chromium.launch(launch);
for (const part of wanted) {
  if (!parts[part]) {
    throw new Error(`unknown: ${part}`);
  }
  fs.mkdirSync(path.join(root, part));
  await parts[part](browser, folder, path.join(root, part));
}
await browser.close();
