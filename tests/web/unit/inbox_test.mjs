// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files as sample, receipts } from '../inbox-data.mjs';
import { load } from './modules.mjs';

const { readFiles, readReceipt, fileStates } = await load('inbox/files');
const { chosenFiles, receiptKey } = await load('inbox/choose');
const { filePath } = await load('inbox/filepath');
const { stateLook, stateSentence } = await load('inbox/words');

const files = readFiles({ files: sample });

test('what is under way comes first, then the newest', () => {
  const names = chosenFiles(files, { search: '', isTroubleOnly: false }).map((file) => file.state);

  assert.deepEqual(names.slice(0, 3), ['settling', 'partial', 'taken']);
});

test('the filter shows what needs somebody, the search looks into names', () => {
  assert.deepEqual(chosenFiles(files, { search: '', isTroubleOnly: true }).map((file) => file.state), ['partial', 'refused']);
  assert.deepEqual(chosenFiles(files, { search: ' 台账 ', isTroubleOnly: false }).map((file) => file.name), ['西镇/活动台账.csv']);
});

test('a receipt is asked for again exactly when its file moved on', () => {
  const [one] = files;

  assert.equal(receiptKey(one), receiptKey({ ...one }));
  assert.notEqual(receiptKey(one), receiptKey({ ...one, version: 5 }));
  assert.notEqual(receiptKey(one), receiptKey({ ...one, state: 'queued' }));
});

test('a name keeps its slashes and loses nothing else', () => {
  assert.equal(filePath('东镇/a b?#%.csv', 'zh'), '/api/files/%E4%B8%9C%E9%95%87/a%20b%3F%23%25.csv?lang=zh');
});

test('a receipt is read with its faults, and nonsense is read as none', () => {
  const receipt = readReceipt(receipts['东镇/抽检结果-9月.csv']);

  assert.deepEqual([receipt.faults[0].line, receipt.faults[0].column, receipt.moved.length, receipt.versions.length], [17, '合格数', 2, 4]);
  assert.equal(readReceipt(7), undefined);
  assert.equal(readReceipt({}).faults.length, 0);
});

test('why a whole file was refused is read, and is nothing where no file was', () => {
  const refusal = { kind: 'mostly_faulty', text: '一半以上的行有误', hint: '请改好' };

  assert.equal(readReceipt({ state: 'refused', refusal }).refusal.text, '一半以上的行有误');
  assert.equal(readReceipt({ state: 'partial' }).refusal, undefined);
});

test('every state has a shape, a word and a sentence of its own', () => {
  assert.equal(new Set(fileStates.map((state) => stateLook(state).shape)).size, fileStates.length);
  assert.equal(new Set(fileStates.map((state) => stateSentence(state, 'zh'))).size, fileStates.length);
});
