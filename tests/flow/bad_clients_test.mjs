// SPDX-License-Identifier: MIT
/*
 * Clients that do what they should not: each is refused cleanly and by name, nothing is left of
 * it, and who behaves beside it stays exact.
 */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';
import { createFollower, followTo } from './lib/follower.mjs';
import { connectEvents, connectPush } from './lib/push.mjs';
import { connectRaw, exchange } from './lib/raw.mjs';
import { until } from './lib/wait.mjs';

const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;

async function metric(daemon, name) {
  const text = (await daemon.request('metrics')).body.toString();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)[1]);
}

/* Lives with two displays that behave while `attack` runs, and checks that they hold the board,
 * that no connection of the attack is left, and that the daemon ends without complaint (with the
 * sanitizers: without a leak). */
async function besideGoodDisplays(t, options, attack) {
  const daemon = await startDaemon(t, options);
  const displays = [await connectPush(daemon.url), await connectEvents(daemon.url)];
  const followers = displays.map(() => createFollower());
  await daemon.take('抽检.csv', sheet(40));

  await attack(daemon);

  await daemon.take('抽检.csv', sheet(48));
  const last = await daemon.board();
  for (const [i, display] of displays.entries()) {
    await followTo(followers[i], display, last);
    strictEqual(followers[i].held.get(`${last.run}-${last.seq}`), last.text);
    strictEqual(followers[i].snapshots, 1);
  }
  await until('only the good ones are left', async () =>
    (await metric(daemon, 'plumb_connections')) === 3);
  strictEqual((await daemon.stop()).code, 0, daemon.log());
}

/* ---- HTTP ---------------------------------------------------------------------------------- */

const HOST = 'Host: 127.0.0.1\r\n';
const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`;
const SMUGGLED = 'GET /api/files HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/* What is sent, and the status of the one answer; null: no answer at all. */
const requests = [
  ['Content-Length with Transfer-Encoding', get('/', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n') + `0\r\n\r\n${SMUGGLED}`, 400],
  ['Transfer-Encoding with Content-Length 0', get('/', 'Transfer-Encoding: chunked\r\nContent-Length: 0\r\n') + SMUGGLED, 400],
  ['a Transfer-Encoding of another word', get('/', 'Transfer-Encoding: xchunked\r\n') + SMUGGLED, 400],
  ['a Transfer-Encoding behind a tab', get('/', 'Transfer-Encoding:\tchunked\r\n') + SMUGGLED, 400],
  ['two equal Content-Lengths', get('/', 'Content-Length: 0\r\nContent-Length: 0\r\n') + SMUGGLED, 400],
  ['two unequal Content-Lengths', get('/', 'Content-Length: 0\r\nContent-Length: 55\r\n') + SMUGGLED, 400],
  ['a list as Content-Length', get('/', 'Content-Length: 0, 0\r\n') + SMUGGLED, 400],
  ['a signed Content-Length', get('/', 'Content-Length: +0\r\n') + SMUGGLED, 400],
  ['a body', get('/', 'Content-Length: 5\r\n') + 'hello', 400],
  ['a body of a refused method', `POST / HTTP/1.1\r\n${HOST}Content-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`, 405],
  ['a folded header', get('/', 'X-Long: one\r\n two\r\n'), 400],
  ['a folded first header', `GET / HTTP/1.1\r\n ${HOST}\r\n`, 400],
  ['bare line feeds inside', `GET / HTTP/1.1\r\n${HOST}X: a\nTransfer-Encoding: chunked\r\n\r\n`, 400],
  ['a bare carriage return', `GET / HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`, 400],
  ['a space in front of the colon', get('/', 'Transfer-Encoding : chunked\r\n') + SMUGGLED, 400],
  ['a header without a name', get('/', ': x\r\n'), 400],
  ['a header without a colon', get('/', 'nonsense\r\n'), 400],
  ['a NUL in a header', get('/', 'X: a\0b\r\n'), 400],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', get('/', HOST), 400],
  ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 400],
  ['a Host with a path', 'GET / HTTP/1.1\r\nHost: 127.0.0.1/x\r\n\r\n', 400],
  ['a Host with a user', 'GET / HTTP/1.1\r\nHost: me@127.0.0.1\r\n\r\n', 400],
  ['a foreign Host', 'GET /api/board HTTP/1.1\r\nHost: wall.example.org\r\nConnection: close\r\n\r\n', 421],
  ['a foreign Host with ours as its part', 'GET / HTTP/1.1\r\nHost: 127.0.0.1.example.org\r\nConnection: close\r\n\r\n', 421],
  ['an absolute target', get('http://127.0.0.1/api/board'), 400],
  ['an absolute target elsewhere', get('http://elsewhere.example/'), 400],
  ['a target that is an authority', `CONNECT 127.0.0.1:80 HTTP/1.1\r\n${HOST}\r\n`, 405],
  ['a star as target', get('*'), 400],
  ['OPTIONS of all', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 405],
  ['a target with a space', get('/a b'), 400],
  ['a target with a fragment', get('/#x'), 400],
  ['an empty target', `GET  HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an encoded NUL', get('/api/files/a%00.csv'), 400],
  ['an encoded line end', get('/api/files/a%0d%0aX:%20y'), 400],
  ['a broken escape', get('/api/files/%4'), 400],
  ['bytes that are not UTF-8', get('/api/files/%ff%fe'), 400],
  ['a way out of the folder', get('/api/files/../../etc/passwd'), 400],
  ['an encoded way out', get('/api/files/..%2f..%2fetc%2fpasswd'), 400],
  ['another encoded way out', get('/assets/%2e%2e/%2e%2e/etc/passwd'), 400],
  ['too many members of a query', get(`/api/board?${'a=1&'.repeat(17)}`), 400],
  ['an address of 64 kB', get(`/${'a'.repeat(65536)}`), 414],
  ['a header of 64 kB', get('/', `X: ${'a'.repeat(65536)}\r\n`), 431],
  ['a thousand headers', get('/', Array.from({ length: 1000 }, (_, i) => `X${i}: 1\r\n`).join('')), 431],
  ['a hundred headers', get('/', 'X: 1\r\n'.repeat(100)), 431],
  ['another version', `GET / HTTP/2.0\r\n${HOST}\r\n`, 505],
  ['a version that is none', `GET / HTTP/1.1.1\r\n${HOST}\r\n`, 400],
  ['a request without a version', 'GET /\r\n\r\n', 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  ['an upgrade to h2c', get('/', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n'), 400],
  ['an upgrade of a list', get('/api/push', 'Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n'), 400],
  ['a push for a foreign page', get('/api/push', 'Origin: http://elsewhere.example\r\nConnection: close\r\n'), 403],
  ['events for a foreign page', get('/api/events', 'Origin: http://elsewhere.example\r\nConnection: close\r\n'), 403],
  ['events for a page of no origin', get('/api/events', 'Origin: null\r\nConnection: close\r\n'), 403],
  ['the start of TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400],
  ['zeros', Buffer.alloc(64), 400],
];

test('requests that two programs could read in two ways get one refusal and the end', async (t) => {
  await besideGoodDisplays(t, {}, async (daemon) => {
    for (const [what, bytes, status] of requests) {
      const answer = await exchange(daemon.url, bytes);
      const answers = answer.match(/HTTP\/1\.1 \d{3} /g) ?? [];
      deepStrictEqual(answers, [`HTTP/1.1 ${status} `], `${what}: ${answer}`);
      match(answer, /Content-Security-Policy: /i, what);
    }
  });
});

test('requests in one piece are answered in their order, and nothing after the last', async (t) => {
  const daemon = await startDaemon(t);
  const close = get('/readyz', 'Connection: close\r\n');

  const answer = await exchange(daemon.url, get('/healthz') + get('/nowhere') + get('/api/files')
    + close + get('/healthz'));

  deepStrictEqual(answer.match(/HTTP\/1\.1 (\d{3})/g).map((line) => line.slice(9)), [
    '200', '404', '200', (await daemon.request('readyz')).status.toString(),
  ]);
});

/* Sends what begins it, then a byte of that again and again until the daemon ends the connection. */
async function trickle(raw, begin, byte) {
  raw.send(begin);
  const drip = setInterval(() => raw.socket.destroyed || raw.send(byte), 200);
  await raw.ended().finally(() => clearInterval(drip));
}

test('heads that never end are dropped, and nobody waits for them', async (t) => {
  await besideGoodDisplays(t, { args: ['--slow-after-s', '2'] }, async (daemon) => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => connectRaw(daemon.url)));
    const ends = slow.map((one) => trickle(one, 'GET /api/board HTTP/1.1\r\nX: ', 'a'));
    strictEqual((await daemon.request('healthz')).status, 200);
    await Promise.all(ends);
    slow.forEach((one) => match(one.received().toString(), /^HTTP\/1\.1 408 /));
    strictEqual(await metric(daemon, 'plumb_refused_total\\{reason="slow"\\}'), 300);
  });
});

test('more connections than are allowed are turned away, in all and by address', async (t) => {
  for (const [option, reason] of [
    ['--max-clients', 'total'],
    ['--max-clients-per-address', 'address'],
  ]) {
    const daemon = await startDaemon(t, { args: [option, '4'] });
    const held = [];
    for (let i = 0; i < 4; i += 1) {
      held.push(await connectPush(daemon.url));
    }

    const answer = await exchange(daemon.url, get('/healthz'));
    await held.pop().close();

    match(answer, /^HTTP\/1\.1 503 /, option);
    await until('room for one more', async () =>
      (await metric(daemon, `plumb_refused_total\\{reason="${reason}"\\}`)) >= 1);
    await Promise.all(held.map((one) => one.close()));
    strictEqual((await daemon.stop()).code, 0);
  }
});

/* ---- WebSocket ----------------------------------------------------------------------------- */

const KEY = Buffer.from([0x12, 0x34, 0x56, 0x78]);
const FIN = 0x80;
const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10];

/* A frame with the first byte as given, and the length in as many bytes as `width` says (0, 2 or
 * 8; by default the fewest). `length` may lie. */
function frame(first, payload = '', { isMasked = true, length, width } = {}) {
  const bytes = Buffer.from(payload);
  const told = BigInt(length ?? bytes.length);
  const wide = width ?? (told < 126n ? 0 : told < 65536n ? 2 : 8);
  const mark = isMasked ? 0x80 : 0;
  const head = Buffer.alloc(2 + wide);
  head[0] = first;
  head[1] = mark | (wide === 0 ? Number(told) : wide === 2 ? 126 : 127);
  for (let i = 0; i < wide; i += 1) {
    head[2 + i] = Number((told >> BigInt(8 * (wide - 1 - i))) & 0xffn);
  }
  const body = isMasked ? bytes.map((byte, i) => byte ^ KEY[i % 4]) : bytes;
  return Buffer.concat(isMasked ? [head, KEY, body] : [head, body]);
}

const HELLO = '{"type":"hello","display":"三楼𠀀"}';
const text = (payload) => frame(FIN | TEXT, payload);
const closing = (code, reason = '') =>
  frame(FIN | CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));

/* A hello of so many bytes. */
function helloOf(length) {
  const bytes = Buffer.alloc(length, ' ');
  bytes.write(HELLO);
  return bytes;
}

/* A hello in two fragments, cut at that byte, with a ping between. */
function cutAt(at) {
  const bytes = Buffer.from(HELLO);
  return Buffer.concat([frame(TEXT, bytes.subarray(0, at)), frame(FIN | PING, 'between'),
    frame(FIN | CONTINUATION, bytes.subarray(at))]);
}

const OPEN = 'open';
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/* What is sent, and the code with which the daemon then closes, or that it stays open. */
const frames = [
  ['a hello', text(HELLO), OPEN],
  ['a hello of 125 bytes', text(helloOf(125)), OPEN],
  ['a hello of 126 bytes', text(helloOf(126)), OPEN],
  ['a hello of 4096 bytes', text(helloOf(4096)), OPEN],
  ['a text of 0 bytes', text(''), 1008],
  ['a text of 4097 bytes', text(helloOf(4097)), 1009],
  ['a text of 65535 bytes', frame(FIN | TEXT, '', { length: 65535 }), 1009],
  ['a text of 65536 bytes', frame(FIN | TEXT, '', { length: 65536 }), 1009],
  ['a text of 2^63 - 1 bytes', frame(FIN | TEXT, '', { length: 2n ** 63n - 1n }), 1009],
  ['a text of 2^63 bytes', frame(FIN | TEXT, '', { length: 2n ** 63n }), 1002],
  ['a text of 2^64 - 1 bytes', frame(FIN | TEXT, '', { length: 2n ** 64n - 1n }), 1002],
  ['125 in two bytes', frame(FIN | TEXT, helloOf(125), { width: 2 }), 1002],
  ['0 in two bytes', frame(FIN | TEXT, '', { width: 2 }), 1002],
  ['126 in eight bytes', frame(FIN | TEXT, helloOf(126), { width: 8 }), 1002],
  ['65535 in eight bytes', frame(FIN | TEXT, '', { length: 65535, width: 8 }), 1002],
  ['no mask', frame(FIN | TEXT, HELLO, { isMasked: false }), 1002],
  ['a ping without a mask', frame(FIN | PING, '', { isMasked: false }), 1002],
  ...[0x40, 0x20, 0x10].map((bit) => [`reserved bit ${bit}`, frame(FIN | bit | TEXT, HELLO), 1002]),
  ...[0x40, 0x20, 0x10].map((bit) => [`reserved bit ${bit} of a ping`, frame(FIN | bit | PING), 1002]),
  ...[...range(3, 7), ...range(11, 15)].map((code) => [`opcode ${code}`, frame(FIN | code), 1002]),
  ['binary', frame(FIN | BINARY, 'x'), 1003],
  ['a ping of 125 bytes', frame(FIN | PING, 'p'.repeat(125)), OPEN],
  ['a ping of 126 bytes', frame(FIN | PING, 'p'.repeat(126)), 1002],
  ['a ping in two fragments', frame(PING, 'p'), 1002],
  ['a pong that nobody asked for', frame(FIN | PONG, 'p'), OPEN],
  ['a close in two fragments', frame(CLOSE, Buffer.from([3, 232])), 1002],
  ['a close of 126 bytes', frame(FIN | CLOSE, Buffer.alloc(126, 3)), 1002],
  ['a continuation of nothing', frame(FIN | CONTINUATION, 'x'), 1002],
  ['a text within a text', Buffer.concat([frame(TEXT, '{'), text(HELLO)]), 1002],
  ['a binary within a text', Buffer.concat([frame(TEXT, '{'), frame(FIN | BINARY)]), 1002],
  ['empty fragments', Buffer.concat([frame(TEXT), frame(CONTINUATION), frame(CONTINUATION, HELLO), frame(FIN | CONTINUATION)]), OPEN],
  ['fragments that grow too big', Buffer.concat([frame(TEXT, helloOf(4000)), frame(FIN | CONTINUATION, ' '.repeat(97))]), 1009],
  ...range(1, Buffer.byteLength(HELLO) - 1).map((at) => [`a hello cut at byte ${at}, a ping between`, cutAt(at), OPEN]),
  ...range(1, 3).map((at) => [`a character that ends after ${at} bytes`, text(Buffer.from('𠀀').subarray(0, at)), 1007]),
  ...range(1, 3).map((at) => [`a character whose first ${at} bytes are missing`, text(Buffer.from('𠀀').subarray(at)), 1007]),
  ['an overlong character', text(Buffer.from([0xc0, 0xaf])), 1007],
  ['a surrogate', text(Buffer.from([0xed, 0xa0, 0x80])), 1007],
  ['a character beyond the last', text(Buffer.from([0xf4, 0x90, 0x80, 0x80])), 1007],
  ['another word than hello', text('{"type":"drop"}'), 1008],
  ['what is no JSON', text('hello'), 1008],
  ['JSON that is nested a thousand deep', text('['.repeat(1000)), 1008],
  ['101 hellos', Buffer.concat(range(1, 101).map(() => text(HELLO))), 1008],
  ['a close without a code', frame(FIN | CLOSE), 1005],
  ['a close of one byte', frame(FIN | CLOSE, 'x'), 1002],
  ['a close with a reason', closing(1000, '再见'), 1000],
  ['a close with a reason that is not UTF-8', closing(1000, Buffer.from([0xff])), 1007],
  ...[...range(1000, 1003), ...range(1007, 1014), 3000, 3999, 4000, 4999].map((code) => [`close ${code}`, closing(code), code]),
  ...[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535].map((code) => [`close ${code}`, closing(code), 1002]),
];

const UPGRADE = get('/api/push', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
  + 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n');

/* The frames from the daemon, as [opcode, payload]. */
function framesOf(received) {
  const list = [];
  let at = received.indexOf('\r\n\r\n') + 4;
  while (at >= 4 && at + 2 <= received.length) {
    const short = received[at + 1];
    const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length = wide ? received.readUIntBE(at + (wide === 2 ? 2 : 4), wide === 2 ? 2 : 6) : short;
    const end = at + 2 + wide + length;
    if (end > received.length) {
      break;
    }
    list.push([received[at] & 15, received.subarray(at + 2 + wide, end)]);
    at = end;
  }
  return list;
}

/* OPEN if a ping is still answered, else the code of the close frame. */
async function outcome(daemon, bytes, { isSlow }) {
  const raw = await connectRaw(daemon.url);
  raw.send(UPGRADE);
  await raw.holds('a snapshot', (received) => framesOf(received).length > 0);
  const sent = Buffer.concat([bytes, frame(FIN | PING, 'still here?')]);
  isSlow ? await raw.sendSlowly(sent) : raw.send(sent);
  const pongs = (received) => framesOf(received).filter(([opcode]) => opcode === PONG);
  const isAlive = (received) => pongs(received).some(([, payload]) => payload.equals(Buffer.from('still here?')));
  const closes = (received) => framesOf(received).filter(([opcode]) => opcode === CLOSE);
  await raw.holds('a pong or a close', (received) => isAlive(received) || closes(received).length > 0);
  if (isAlive(raw.received())) {
    await raw.close();
    return OPEN;
  }
  await raw.ended();
  const [[, payload], ...more] = closes(raw.received());
  strictEqual(more.length, 0, 'one close frame');
  strictEqual(isAlive(raw.received()), false, 'nothing is answered after a close');
  return payload.length ? payload.readUInt16BE(0) : 1005;
}

for (const isSlow of [false, true]) {
  test(`every form of a frame has its answer${isSlow ? ', one byte at a time' : ''}`, async (t) => {
    await besideGoodDisplays(t, {}, async (daemon) => {
      for (const [what, bytes, expected] of frames.filter(([, bytes]) => !isSlow || bytes.length < 600)) {
        strictEqual(await outcome(daemon, bytes, { isSlow }), expected, what);
      }
    });
  });
}

test('messages that never end are dropped, a whole ping between changes nothing', async (t) => {
  const mask = [0, 0, 0, 0];
  const ways = [
    ['a text of 4096 bytes', Buffer.from([FIN | TEXT, 0xfe, 0x10, 0, ...mask]), ' '],
    ['fragments without a last one', frame(TEXT, '{'), frame(CONTINUATION, ' ')],
    ['pings between fragments', frame(TEXT, '{'), frame(FIN | PING, 'p')],
    ['a ping', Buffer.from([FIN | PING, 0xfd, ...mask]), 'p'],
  ];
  await besideGoodDisplays(t, { args: ['--slow-after-s', '2'] }, async (daemon) => {
    await Promise.all(ways.map(async ([what, begin, rest]) => {
      const raw = await connectRaw(daemon.url);
      raw.send(UPGRADE);
      await trickle(raw, begin, rest);
      const [[, payload], ...more] = framesOf(raw.received()).filter(([opcode]) => opcode === CLOSE);
      strictEqual(more.length, 0, what);
      strictEqual(payload.readUInt16BE(0), 1008, what);
      strictEqual(payload.subarray(2).toString(), 'the message took too long', what);
    }));
    strictEqual(await metric(daemon, 'plumb_refused_total\\{reason="slow"\\}'), ways.length);
  });
});

test('a ping is answered with its own bytes, also between fragments', async (t) => {
  const daemon = await startDaemon(t);
  const raw = await connectRaw(daemon.url);
  raw.send(Buffer.concat([Buffer.from(UPGRADE), cutAt(30), frame(FIN | PING, 'p'.repeat(125))]));

  const pongs = (received) => framesOf(received).filter(([opcode]) => opcode === PONG);
  await raw.holds('two pongs', (received) => pongs(received).length === 2);

  deepStrictEqual(pongs(raw.received()).map(([, payload]) => payload.toString()), ['between', 'p'.repeat(125)]);
  await raw.close();
});

test('clients that vanish at every byte of a handshake and a hello leave nothing', async (t) => {
  await besideGoodDisplays(t, {}, async (daemon) => {
    const bytes = Buffer.concat([Buffer.from(UPGRADE), text(HELLO)]);
    for (let at = 0; at <= bytes.length; at += 1) {
      const raw = await connectRaw(daemon.url);
      raw.send(bytes.subarray(0, at));
      at % 2 ? raw.socket.resetAndDestroy() : raw.socket.destroy();
    }
    ok((await metric(daemon, 'plumb_accepted_total')) > bytes.length);
  });
});
