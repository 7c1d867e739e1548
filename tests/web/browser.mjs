// SPDX-License-Identifier: MIT
/* A browser and a fixture for a test file; a picture of the page is kept when a test fails. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { launch } from './launch.mjs';

const pictures = fileURLToPath(new URL('../../build/web-pictures', import.meta.url));

/** One browser for the whole file. */
export function browserForFile() {
  const held = {};
  before(async () => { held.browser = await chromium.launch(launch); });
  after(async () => { await held.browser?.close(); });
  return {
    /**
     * Opens an address at a size, gathering what must not happen: errors, and requests elsewhere.
     * `before` runs in the page before its own script, `beforeOpen` here with the empty page.
     */
    async open(url, { width = 1920, height = 1080, wait = '.page', before: prepare, beforeOpen, ...rest } = {}) {
      const context = await held.browser.newContext({ viewport: { width, height }, ...rest });
      const page = await context.newPage();
      page.faults = [];
      page.on('pageerror', (error) => page.faults.push(`page error: ${error.message}`));
      page.on('console', (entry) => {
        if (entry.type() === 'error' && !/WebSocket|ERR_|404|EventSource/.test(entry.text())) page.faults.push(entry.text());
      });
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith('data:')) page.faults.push(`asked ${request.url()}`);
      });
      if (beforeOpen) await beforeOpen(page);
      if (prepare) await page.addInitScript(prepare);
      await page.goto(url, { waitUntil: 'load' });
      if (wait) await page.waitForSelector(wait, { state: 'visible' });
      return page;
    },
  };
}

/** Runs the claim; if it fails, keeps a picture named after it. */
export async function withPicture(page, name, claim) {
  try {
    await claim();
  } catch (error) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name.replace(/[^\w-]+/g, '_')}.png`) }).catch(() => undefined);
    throw error;
  }
}
