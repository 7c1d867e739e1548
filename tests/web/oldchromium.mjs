// SPDX-License-Identifier: MIT
/*
 * Drives a Chromium that is too old for playwright, by its debugging port: opens an address,
 * waits, evaluates, takes a picture. Used with Chromium 64, which an npm package ships.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function startOldChromium(binary, port) {
  const folder = mkdtempSync(join(tmpdir(), 'plumb-old-'));
  const browser = spawn(binary, [
    '--headless', '--no-sandbox', '--disable-gpu', '--single-process', '--no-zygote', '--hide-scrollbars',
    `--user-data-dir=${folder}`, `--remote-debugging-port=${port}`, 'about:blank',
  ], { stdio: 'ignore' });
  const ended = new Promise((done) => browser.once('exit', done));
  let target;
  for (let attempt = 0; attempt < 100 && !target; attempt++) {
    await pause(100);
    const list = await fetch(`http://127.0.0.1:${port}/json`).then((answer) => answer.json(), () => []);
    target = list.find((one) => one.type === 'page');
  }
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((done) => socket.once('open', done));
  let id = 0;
  const waiting = new Map();
  const exceptions = [];
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.method === 'Runtime.exceptionThrown') exceptions.push(message.params.exceptionDetails.text);
    waiting.get(message.id)?.(message.result);
    waiting.delete(message.id);
  });
  const send = (method, params = {}) => new Promise((done) => {
    waiting.set(++id, done);
    socket.send(JSON.stringify({ id, method, params }));
  });
  await send('Runtime.enable');
  return {
    exceptions,
    version: (await send('Browser.getVersion')).product,
    async open(url, width, height) {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
      await send('Page.navigate', { url });
    },
    evaluate: async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true })).result.value,
    picture: async () => Buffer.from((await send('Page.captureScreenshot', { format: 'png' })).data, 'base64'),
    async stop() {
      socket.close();
      browser.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
