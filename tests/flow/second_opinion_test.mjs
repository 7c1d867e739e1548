// SPDX-License-Identifier: MIT
/*
 * Clients that others wrote, and that are strict about what they are sent: npm's ws and Debian's
 * python3-websockets. They agree with each other, and with /api/board, message by message.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { test } from 'node:test';

import { atEnd, startDaemon } from './lib/daemon.mjs';
import { createFollower, take } from './lib/follower.mjs';
import { npmPackage } from './lib/npm.mjs';
import { within } from './lib/wait.mjs';

const ROUNDS = 8;
const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;
const pushUrl = (daemon, query = '') => `${daemon.url.replace('http:', 'ws:')}api/push${query}`;

const PYTHON = `
import asyncio, json, sys, websockets

async def main(url):
    async with websockets.connect(url, subprotocols=["plumb.v1"], max_size=None) as push:
        assert push.subprotocol == "plumb.v1", push.subprotocol
        await push.send(json.dumps({"type": "hello", "display": "第二意见"}))
        await (await push.ping("到".encode()))
        async for message in push:
            print(message, flush=True)
    print(push.close_code, push.close_reason, file=sys.stderr, flush=True)

asyncio.run(main(sys.argv[1]))
`;

/* Each starts a client that gives its messages as texts to `on`, and resolves once it is connected:
 * `ended` gives the code with which it was closed, `said()` its complaints. */
async function startWs(t, url, on) {
  const { WebSocket } = npmPackage('ws');
  const client = new WebSocket(url, ['plumb.v1'], { skipUTF8Validation: false });
  atEnd(t, () => client.terminate());
  const ended = once(client, 'close').then(([code]) => code);
  client.on('message', (data, isBinary) => on(isBinary ? '' : data.toString()));
  await within('ws to connect', once(client, 'open'));
  strictEqual(client.protocol, 'plumb.v1');
  client.send(JSON.stringify({ type: 'hello', display: '第二意见' }));
  client.ping('到');
  const [pong] = await within('a pong', once(client, 'pong'));
  strictEqual(pong.toString(), '到');
  return { ended, said: () => '' };
}

async function startPython(t, url, on) {
  const child = spawn('/usr/bin/python3', ['-c', PYTHON, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  atEnd(t, () => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (bytes) => { said += bytes; });
  const lines = readline.createInterface({ input: child.stdout });
  lines.on('line', on);
  await within('python3-websockets to connect', once(lines, 'line'));
  const ended = once(child, 'close').then(() => {
    const code = /^(\d{4}) /.exec(said);
    if (!code) {
      throw new Error(`python3-websockets said: ${said}`);
    }
    return Number(code[1]);
  });
  ended.catch(() => {});
  return { ended, said: () => said };
}

for (const [name, start] of [['ws', startWs], ['python3-websockets', startPython]]) {
  test(`${name} holds each board from the snapshot to a close with 1001`, async (t) => {
    const daemon = await startDaemon(t);
    const follower = createFollower();
    const arrived = [];
    const client = await start(t, pushUrl(daemon), (message) => {
      arrived.push(message);
      ok(take(follower, JSON.parse(message)), message);
    });

    await daemon.take('抽检.csv', sheet(30));
    for (let round = 1; round <= ROUNDS; round += 1) {
      await daemon.take('抽检.csv', sheet(30 + round));
      const { run, seq, text } = await daemon.board();
      await within(() => `seq ${seq}; ${client.said?.() ?? ''}`, (async () => {
        while (!follower.held.has(`${run}-${seq}`)) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      })());
      strictEqual(follower.held.get(`${run}-${seq}`), text);
    }

    strictEqual((await daemon.stop()).code, 0);
    strictEqual(await within('the close', client.ended), 1001);
    strictEqual(follower.snapshots, 1);
    ok(follower.deltas >= ROUNDS);
  });
}

test('both are sent the same, and ws resumes', async (t) => {
  const daemon = await startDaemon(t);
  const texts = { ws: [], python: [], resumed: [] };
  await startWs(t, pushUrl(daemon), (message) => texts.ws.push(message));
  await startPython(t, pushUrl(daemon), (message) => texts.python.push(message));
  const { run, seq } = await daemon.board();

  await daemon.take('抽检.csv', sheet(40));
  await daemon.take('抽检.csv', sheet(41));
  await startWs(t, pushUrl(daemon, `?run=${run}&seq=${seq}`), (message) => texts.resumed.push(message));
  const last = (await daemon.board()).seq;
  const deltas = (list) => list.map((message) => JSON.parse(message)).filter(({ type }) => type === 'delta');
  await within(`seq ${last} for all three`, (async () => {
    while (!Object.values(texts).every((list) => deltas(list).at(-1)?.seq === last)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })());

  const plain = (list) => deltas(list).map(({ sent_at: _, ...rest }) => rest).filter((one) => one.from >= seq);
  deepStrictEqual(plain(texts.python), plain(texts.ws));
  deepStrictEqual(plain(texts.resumed), plain(texts.ws));
});
