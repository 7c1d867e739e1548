// SPDX-License-Identifier: MIT
// A server with npm's `ws`, as its users write it: node push_ws.mjs CLIENTS MESSAGES BYTES INTERVAL
import { createRequire } from 'node:module';
import process from 'node:process';
import readline from 'node:readline';

const require = createRequire(new URL('../web/package.json', import.meta.url));
const { WebSocketServer } = require('ws');
const [clients, messages, bytes, interval] = process.argv.slice(2).map(Number);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });

function payload() {
  const mark = `"t:${String(process.hrtime.bigint() / 1000n).padStart(20, '0')}`;
  return `${mark.padEnd(bytes, 'x')}"`;
}

function cpu() {
  const usage = process.cpuUsage();
  return usage.user + usage.system;
}

async function sendAll() {
  const before = cpu();
  for (let i = 0; i < messages; i++) {
    const due = performance.now() + interval;
    const text = payload();
    let left = clients;
    await new Promise((resolve) => {
      for (const client of server.clients) {
        client.send(text, () => (--left === 0 ? resolve() : undefined));
      }
    });
    const wait = due - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
  console.log(`result cpu_us=${cpu() - before}`);
}

server.on('listening', () => console.log(`port ${server.address().port}`));
const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => (line === 'go' ? sendAll() : process.exit(0)));
lines.on('close', () => process.exit(0));
