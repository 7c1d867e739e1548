// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './modules.mjs';

const { merge } = await load('data/merge');
const plain = (value) => JSON.parse(JSON.stringify(value));

/* The examples of RFC 7396, appendix A. */
const examples = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [['a', 'b'], ['c', 'd'], ['c', 'd']],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

examples.forEach(([target, patch, expected], index) => {
  test(`example ${index + 1} of RFC 7396 is merged as written there`, () => {
    assert.deepEqual(plain(merge(target, patch)), expected);
  });
});

test('what a patch does not name keeps its identity, and nothing is edited in place', () => {
  const board = { indicators: { a: { value: 1 }, b: { value: 2 } }, title: 'x' };
  const before = JSON.stringify(board);

  const next = merge(board, { indicators: { b: { value: 3 } } });

  assert.equal(next.indicators.a, board.indicators.a);
  assert.notEqual(next.indicators.b, board.indicators.b);
  assert.equal(JSON.stringify(board), before);
});

test('a member called __proto__ is a member and changes no prototype', () => {
  const next = merge({}, JSON.parse('{"__proto__": {"hacked": true}}'));

  assert.equal({}.hacked, undefined);
  assert.equal(Object.getPrototypeOf(next), null);
});
