// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './modules.mjs';

const { readMessage, helloMessage } = await load('data/protocol');
const { apply } = await load('data/board');
const golden = new URL('../../data/messages/', import.meta.url);

readdirSync(golden).filter((name) => /^(snapshot|delta|tick)/.test(name)).forEach((name) => {
  test(`the golden message ${name} is taken as what its name says`, () => {
    const read = readMessage(readFileSync(new URL(name, golden), 'utf8'));

    assert.equal(read.ok, true);
    assert.equal(read.message.type, /^[a-z]+/.exec(name)[0]);
  });
});

const refused = [
  '', 'null', '[]', '{}', '"snapshot"', '{"type":"tick"}', '{"type":"tick","run":"a","seq":-1,"sent_at":"x"}',
  '{"type":"tick","run":"a","seq":1.5,"sent_at":"x"}', '{"type":"tick","run":"","seq":1,"sent_at":"x"}',
  '{"type":"snapshot","run":"a","seq":1,"sent_at":"x"}', '{"type":"snapshot","run":"a","seq":1,"sent_at":"x","board":[]}',
  '{"type":"delta","run":"a","seq":2,"sent_at":"x","patch":{}}', '{"type":"delta","run":"a","seq":2,"sent_at":"x","from":1}',
  '{"type":"delta","run":"a","seq":2,"from":2,"sent_at":"x","patch":{}}', '{"type":"other","run":"a","seq":2,"sent_at":"x"}',
];
refused.forEach((source) => {
  test(`is refused with a reason: ${source || '(nothing)'}`, () => {
    const read = readMessage(source);

    assert.equal(read.ok, false);
    assert.ok(read.reason.length > 0);
  });
});

const stamp = (type, seq, rest = {}) => ({ type, run: 'r', seq, sentAt: 'x', ...rest });
const held = { run: 'r', seq: 5, board: { a: 1 } };

test('a delta that starts at our seq is applied', () => {
  const applied = apply(held, stamp('delta', 6, { from: 5, patch: { b: 2 } }));

  assert.deepEqual({ ...applied.held.board }, { a: 1, b: 2 });
  assert.equal(applied.held.seq, 6);
});

const gaps = {
  'a delta that skips a sequence number': [held, stamp('delta', 7, { from: 6, patch: {} })],
  'a delta of another run': [held, { ...stamp('delta', 6, { from: 5, patch: {} }), run: 'other' }],
  'a delta before any snapshot': [undefined, stamp('delta', 6, { from: 5, patch: {} })],
  'a tick of another run': [held, { ...stamp('tick', 5), run: 'other' }],
  'a tick at a later seq': [held, stamp('tick', 6)],
};
Object.entries(gaps).forEach(([name, [before, message]]) => {
  test(`${name} is a gap`, () => assert.deepEqual(apply(before, message), { ok: false, reason: 'gap' }));
});

test('the greeting says display, screen and page and nothing else', () => {
  assert.deepEqual(JSON.parse(helloMessage('三楼', '1920x1080', 'campaign')), { type: 'hello', display: '三楼', screen: '1920x1080', page: 'campaign' });
});
