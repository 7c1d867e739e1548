// SPDX-License-Identifier: MIT
/*
 * The push is exact (P6): whoever applies every delta holds at each seq, byte for byte, the board
 * that /api/board gives for it, whichever way it got there.
 */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';
import { createFollower, followTo, take } from './lib/follower.mjs';
import { OPCODE, connectEvents, connectPush } from './lib/push.mjs';

const PLACES = ['东镇', '西镇', '南镇', '北镇'];

/* A sheet that differs in each round, now in values, now in rows. */
function sheet(round) {
  const rows = PLACES.slice(0, 1 + (round % 4)).map(
    (place, i) => `食品抽检合格率,2017-0${1 + (round % 9)},${place},50,${40 + ((round * 3 + i) % 11)}\n`,
  );
  return `指标,时期,地区,抽检数,合格数\n${rows.join('')}`;
}

/* Drops some rounds, one after the other, and collects what /api/board says after each. */
async function dropRounds(daemon, from, count, published) {
  for (let round = from; round < from + count; round += 1) {
    await daemon.take(round % 3 ? '抽检.csv' : '快检.csv', sheet(round));
    const { run, seq, text } = await daemon.board();
    published.set(`${run}-${seq}`, text);
  }
}

/* Every board that the follower held and that was also asked for is the same text. */
function sameBoards(follower, published, atLeast) {
  let compared = 0;
  for (const [key, text] of follower.held) {
    if (published.has(key)) {
      strictEqual(text, published.get(key), `the board at ${key}`);
      compared += 1;
    }
  }
  ok(compared >= atLeast, `compared ${compared}, wanted ${atLeast}`);
}

for (const [name, connect] of [
  ['WebSocket', connectPush],
  ['Server-Sent Events', connectEvents],
]) {
  test(`${name}: a snapshot first, then each delta in order, equal to the board`, async (t) => {
    const daemon = await startDaemon(t);
    const connection = await connect(daemon.url);
    const follower = createFollower();
    const published = new Map();
    take(follower, await connection.next());
    strictEqual(follower.snapshots, 1);

    await dropRounds(daemon, 1, 15, published);
    const last = await daemon.board();
    await followTo(follower, connection, last);

    strictEqual(follower.snapshots, 1);
    ok(follower.deltas >= 15);
    strictEqual(follower.held.get(`${last.run}-${last.seq}`), last.text);
    sameBoards(follower, published, 15);
    await connection.close();
  });

  test(`${name}: a resume sends just what was missed`, async (t) => {
    const daemon = await startDaemon(t);
    const published = new Map();
    await dropRounds(daemon, 1, 3, published);
    const first = await connect(daemon.url);
    const follower = createFollower();
    await followTo(follower, first, await daemon.board());
    await first.close();

    await dropRounds(daemon, 4, 5, published);
    const second = await connect(daemon.url, { resume: follower });
    await followTo(follower, second, await daemon.board());

    strictEqual(follower.snapshots, 1);
    sameBoards(follower, published, 5);
    await second.close();
  });

  test(`${name}: a resume that missed nothing gets a tick at once`, async (t) => {
    const daemon = await startDaemon(t);
    await daemon.take('抽检.csv', sheet(1));
    const { run, seq } = await daemon.board();

    const connection = await connect(daemon.url, { resume: { run, seq } });

    const { type, ...rest } = await connection.next();
    strictEqual(type, 'tick');
    deepStrictEqual({ run: rest.run, seq: rest.seq }, { run, seq });
    await connection.close();
  });

  test(`${name}: another run, or a number from the future, gets a snapshot`, async (t) => {
    const daemon = await startDaemon(t);
    await daemon.take('抽检.csv', sheet(1));
    const { run, seq, text } = await daemon.board();

    for (const resume of [
      { run: 'zzzz', seq },
      { run, seq: seq + 7 },
    ]) {
      const connection = await connect(daemon.url, { resume });
      const follower = createFollower();
      const message = await connection.next();
      take(follower, message);
      strictEqual(message.type, 'snapshot');
      strictEqual(follower.held.get(`${run}-${seq}`), text);
      await connection.close();
    }
  });

  test(`${name}: after a restart the old resume point gets the new run's snapshot`, async (t) => {
    const daemon = await startDaemon(t);
    const connection = await connect(daemon.url);
    const follower = createFollower();
    await daemon.take('抽检.csv', sheet(1));
    await followTo(follower, connection, await daemon.board());
    await daemon.kill();
    await connection.closed;

    const again = await startDaemon(t, { root: daemon.root });
    await again.isReady();
    const second = await connect(again.url, { resume: follower });
    const last = await again.board();
    await followTo(follower, second, last);

    strictEqual(follower.snapshots, 2);
    strictEqual(follower.held.get(`${last.run}-${last.seq}`), last.text);
    await second.close();
  });
}

test('both ways send the same messages', async (t) => {
  const daemon = await startDaemon(t);
  const socket = await connectPush(daemon.url);
  const events = await connectEvents(daemon.url);
  const followers = [createFollower(), createFollower()];

  for (let round = 1; round <= 6; round += 1) {
    await daemon.take('抽检.csv', sheet(round));
  }
  const last = await daemon.board();
  await followTo(followers[0], socket, last);
  await followTo(followers[1], events, last);

  for (const [key, text] of followers[0].held) {
    if (followers[1].held.has(key)) {
      strictEqual(text, followers[1].held.get(key));
    }
  }
  await socket.close();
  await events.close();
});

test('an event carries run:seq as its id', async (t) => {
  const daemon = await startDaemon(t);
  const events = await connectEvents(daemon.url);

  const message = await events.next();

  strictEqual(message.eventId, `${message.run}:${message.seq}`);
  ok(events.headers['content-type'].startsWith('text/event-stream'));
  await events.close();
});

test('seq grows by exactly one with each published board', async (t) => {
  const daemon = await startDaemon(t);
  const connection = await connectPush(daemon.url);
  const { seq: start } = await connection.next();
  let seq = start;

  for (let round = 1; round <= 5; round += 1) {
    await daemon.take('抽检.csv', sheet(round));
  }
  const last = await daemon.board();
  while (seq < last.seq) {
    const message = await connection.next();
    if (message.type === 'delta') {
      deepStrictEqual([message.from, message.seq], [seq, seq + 1]);
      ok(Object.keys(message.patch).length > 0, 'an empty difference publishes nothing');
      seq = message.seq;
    }
  }
  await connection.close();
});

test('many displays that come and go all hold the same board', async (t) => {
  const daemon = await startDaemon(t);
  const published = new Map();
  const displays = [];
  for (let i = 0; i < 40; i += 1) {
    const connection = await (i % 2 ? connectPush : connectEvents)(daemon.url);
    displays.push({ connection, follower: createFollower() });
    if (i % 8 === 0) {
      await dropRounds(daemon, 1 + i, 1, published);
    }
  }
  await dropRounds(daemon, 60, 3, published);
  const last = await daemon.board();

  for (const { connection, follower } of displays) {
    await followTo(follower, connection, last);
    strictEqual(follower.held.get(`${last.run}-${last.seq}`), last.text);
    await connection.close();
  }
});

test('a display may say hello, and anything else closes with a reason', async (t) => {
  const daemon = await startDaemon(t);
  const polite = await connectPush(daemon.url);
  await polite.next();
  polite.send({ type: 'hello', display: '三楼会议室', screen: '1920x1080', page: 'campaign' });

  for (const [code, ...frame] of [
    [1003, OPCODE.BINARY, Buffer.from([1, 2, 3])],
    [1007, OPCODE.TEXT, Buffer.from([0xff, 0xfe])],
    [1008, OPCODE.TEXT, '{"type": "drop table"}'],
    [1009, OPCODE.TEXT, 'x'.repeat(200000)],
  ]) {
    const connection = await connectPush(daemon.url);
    await connection.next();
    connection.sendFrame(...frame);
    strictEqual((await connection.closed).code, code);
  }

  await daemon.take('抽检.csv', sheet(1));
  const last = await daemon.board();
  const follower = createFollower();
  follower.run = last.run;
  follower.seq = last.seq - 1;
  strictEqual((await polite.next()).run, last.run);
  await polite.close();
});

test('a foreign page, another version or a missing Host gets no WebSocket', async (t) => {
  const daemon = await startDaemon(t);

  for (const headers of [
    { Origin: 'http://elsewhere.example' },
    { 'Sec-WebSocket-Version': '7' },
    { Upgrade: 'h2c' },
    { 'Transfer-Encoding': 'chunked' },
  ]) {
    await rejects(connectPush(daemon.url, { headers }), JSON.stringify(headers));
  }
  await (await connectPush(daemon.url)).close();
});

test('a page of a site that the settings name may open the push', async (t) => {
  const daemon = await startDaemon(t, {
    args: ['--allowed-origins', 'https://wall.example.org, https://other.example.org'],
  });

  for (const origin of ['https://wall.example.org', 'https://other.example.org']) {
    await (await connectPush(daemon.url, { headers: { Origin: origin } })).close();
  }
  await rejects(connectPush(daemon.url, { headers: { Origin: 'https://foreign.example.org' } }));
});
