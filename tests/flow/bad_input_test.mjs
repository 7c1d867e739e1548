// SPDX-License-Identifier: MIT
/* Bad input gets its clear error in words, and changes nothing on the wall. */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { BINARY, atEnd, drop, encoded, run, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { deferred, until } from './lib/wait.mjs';

const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;
const HANZI = /[\u4e00-\u9fff]/;
const IS_ROOT = process.getuid() === 0;
const NOBODY = 65534;

/* A daemon whose wall shows one good sheet; `shown` gives what must not change. */
async function startWithGoodSheet(t, options) {
  const daemon = await startDaemon(t, options);
  await daemon.take('抽检.csv', sheet(48));
  const shown = async () => (await daemon.board()).board.indicators;
  return { daemon, shown, before: await shown() };
}

const rows = Array.from({ length: 12 }, (_, i) => `调味品抽检合格率,2018-06,第${i}村,20,19,标签不规范\n`);
const big = `指标,时期,地区,抽检数,合格数,备注\n${rows.join('')}`;
/* GBK and Big5 tell each other apart by how common their characters are: plain words do. */
const traditional = `指標,時期,地區,抽檢數,合格數,備註\n${rows
  .join('')
  .replaceAll('调味品抽检合格率', '調味品抽檢合格率')
  .replaceAll('标签不规范', '標籤不符合規定要求，已責令改正')}`;

for (const [what, name, bytes, kind] of [
  ['text that is no sheet', '说明.txt', '各科室：\n请于本周五前报送数据。\n谢谢配合\n', 'not_a_sheet'],
  ['Big5', '繁体.csv', encoded(traditional, 'BIG5'), 'encoding_big5'],
  ['two encodings in one', '两段.csv', Buffer.concat([Buffer.from(big), encoded(big, 'GBK')]), 'mixed_encodings'],
  ['random bytes', '乱码.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 256)), null],
  ['a column missing', '缺列.csv', '时期,地区,抽检数,合格数\n2017-09,东镇,50,48\n', null],
  ['one meaning twice', '重复.csv', '指标,时期,抽检数,合格数,合格数\n甲合格率,2017-09,50,48,48\n', 'duplicate_column'],
  ['an open quote', '引号.csv', '指标,时期,地区,抽检数,合格数\n甲合格率,2017-09,"东镇,50,48\n', 'open_quote'],
  ['a tail of NUL', '空间.csv', Buffer.concat([Buffer.from(sheet(3)), Buffer.alloc(4096)]), 'nul_tail'],
  ['an empty file', '空.csv', '', 'empty'],
  ['a header alone', '表头.csv', '指标,时期,地区,抽检数,合格数\n', 'no_rows'],
  ['a workbook', '季度.xlsx', Buffer.from('PK\u0003\u0004 a workbook'), 'spreadsheet_file'],
]) {
  test(`${what} is refused in words`, async (t) => {
    const { daemon, shown, before } = await startWithGoodSheet(t);

    const receipt = await daemon.take(name, bytes);

    strictEqual(receipt.state, 'refused');
    ok(receipt.faults.length > 0);
    if (kind) {
      ok(receipt.faults.some((fault) => fault.kind === kind), JSON.stringify(receipt.faults));
    }
    match(receipt.faults[0].text, HANZI);
    deepStrictEqual(await shown(), before);
    const { board } = await daemon.board();
    strictEqual(board.inbox.refused, 1);
    strictEqual(board.inbox.last_refused.file, name);
  });
}

test('the receipt of a refused file is in English for who asks so', async (t) => {
  const { daemon } = await startWithGoodSheet(t);
  await daemon.take('说明.txt', '各科室：\n请于本周五前报送数据。\n');

  const { body } = await daemon.request(`api/files/${encodeURIComponent('说明.txt')}?lang=en`);

  const receipt = JSON.parse(body.toString());
  match(receipt.faults[0].text, /[A-Za-z]{3}/);
});

test('a good sheet overwritten by a bad one keeps its last good version', async (t) => {
  const { daemon, shown, before } = await startWithGoodSheet(t);

  strictEqual((await daemon.take('抽检.csv', '没有表头\n也没有数据\n')).state, 'refused');

  deepStrictEqual(await shown(), before);
  strictEqual((await daemon.take('抽检.csv', sheet(49))).state, 'taken');
});

test('a file of which more than half is faulty is refused whole', async (t) => {
  const { daemon, shown, before } = await startWithGoodSheet(t);
  const bad = ['51', '60', '70', '40'].map((n, i) => `甲合格率,2017-0${i + 1},东镇,50,${n}\n`);

  const receipt = await daemon.take('坏.csv', `指标,时期,地区,抽检数,合格数\n${bad.join('')}`);

  strictEqual(receipt.state, 'refused');
  strictEqual(receipt.rows.faulty, 3);
  deepStrictEqual(await shown(), before);
});

test('a file of 2 GB is refused without being read', async (t) => {
  const { daemon, shown, before } = await startWithGoodSheet(t);
  fs.closeSync(fs.openSync(path.join(daemon.inbox, '巨大.csv'), 'w'));

  fs.truncateSync(path.join(daemon.inbox, '巨大.csv'), 2 ** 31);

  const receipt = await until('the refusal', async () => {
    const one = await daemon.receipt('巨大.csv');
    return one.state === 'refused' && one;
  });
  strictEqual(receipt.faults[0].kind, 'too_large');
  match(receipt.faults[0].text, HANZI);
  deepStrictEqual(await shown(), before);
});

test('a FIFO and a folder called x.csv do not stop the rest', async (t) => {
  const { daemon, shown, before } = await startWithGoodSheet(t);
  execFileSync('mkfifo', [path.join(daemon.inbox, '管道.csv')]);
  fs.mkdirSync(path.join(daemon.inbox, 'x.csv'));

  await daemon.take('别的.csv', '指标,时期,地区,数值\n检查家次,2017-09,西镇,3\n');

  const now = await shown();
  deepStrictEqual(now['东镇/食品抽检合格率'], before['东镇/食品抽检合格率']);
  strictEqual(Object.keys(now).length, 2);
  const { files } = await daemon.json('api/files');
  for (const file of files.filter((one) => ['管道.csv', 'x.csv'].includes(one.file ?? one.name))) {
    strictEqual(file.state, 'refused');
  }
});

test('an unreadable file is refused in words, and taken once it is readable', { skip: !IS_ROOT && 'needs root' }, async (t) => {
  const root = fs.mkdtempSync('/tmp/plumb-nobody-');
  atEnd(t, () => fs.rmSync(root, { recursive: true, force: true }));
  const binary = path.join(root, 'plumbd');
  fs.copyFileSync(BINARY, binary);
  fs.chmodSync(binary, 0o755);
  for (const folder of ['inbox', 'state']) {
    fs.mkdirSync(path.join(root, folder));
    fs.chownSync(path.join(root, folder), NOBODY, NOBODY);
  }
  fs.chmodSync(root, 0o755);
  const daemon = await startDaemon(t, { root, binary, spawn: { uid: NOBODY, gid: NOBODY } });
  const bytes = drop(root, '抽检.csv', sheet(48));
  fs.chmodSync(path.join(root, '抽检.csv'), 0o600);

  fs.renameSync(path.join(root, '抽检.csv'), path.join(daemon.inbox, '抽检.csv'));

  const receipt = await until('the refusal', async () => {
    const one = await daemon.receipt('抽检.csv');
    return one.state === 'refused' && one;
  });
  strictEqual(receipt.faults[0].kind, 'unreadable');
  match(receipt.faults[0].text, HANZI);
  fs.chmodSync(path.join(daemon.inbox, '抽检.csv'), 0o644);
  strictEqual((await daemon.settled('抽检.csv', bytes)).state, 'taken');
});

test('a full disk changes nothing, is told, and heals when there is room', { skip: !IS_ROOT && 'needs root' }, async (t) => {
  const root = temporaryFolder(t);
  const state = path.join(root, 'state');
  fs.mkdirSync(state);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', state], { stdio: 'pipe' });
  } catch (error) {
    t.skip(`no tmpfs here: ${error.stderr}`);
    return;
  }
  atEnd(t, () => execFileSync('umount', [state]));
  const { daemon, shown, before } = await startWithGoodSheet(t, { root });
  const filler = path.join(state, 'filler');
  fillUp(filler);
  const many = Array.from({ length: 20000 }, (_, i) => `甲合格率,2017-09,东镇,第${i}项,50,48\n`);
  const bytes = daemon.drop('大表.csv', `指标,时期,地区,分项,抽检数,合格数\n${many.join('')}`);

  await until('the log speaks of it', () => /大表\.csv/.test(daemon.log()) && /full|满|space|空间/i.test(daemon.log()));
  deepStrictEqual(await shown(), before);
  fs.rmSync(filler);
  fs.rmSync(path.join(daemon.inbox, '大表.csv'));
  const small = await daemon.take('小表.csv', '指标,时期,地区,数值\n检查家次,2017-09,东镇,3\n');

  strictEqual(small.state, 'taken');
  deepStrictEqual((await shown())['东镇/食品抽检合格率'], before['东镇/食品抽检合格率']);
  ok(bytes.length > 0);
});

/* Leaves no byte free. */
function fillUp(file) {
  const out = fs.openSync(file, 'w');
  try {
    for (;;) {
      fs.writeSync(out, Buffer.alloc(4096));
    }
  } catch (error) {
    strictEqual(error.code, 'ENOSPC');
  } finally {
    fs.closeSync(out);
  }
}

test('a taken port ends the start with 1 and says which', async (t) => {
  const root = temporaryFolder(t);
  const listening = deferred();
  const server = net.createServer().listen(0, '127.0.0.1', listening.resolve);
  atEnd(t, () => server.close());
  await listening.promise;
  const { port } = server.address();

  const { code, stderr } = await run([
    'serve',
    ...['--inbox', `${root}/inbox`, '--state', `${root}/state`, '--listen', `127.0.0.1:${port}`],
  ]);

  strictEqual(code, 1);
  ok(stderr.includes(String(port)), stderr);
  match(stderr, HANZI);
  match(stderr, /in use|taken/i);
});

test('the store of a newer Plumb is left alone, and the start ends with 1', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));
  await daemon.stop();
  const store = path.join(daemon.state, 'plumb.db');
  execFileSync('sqlite3', [store, 'PRAGMA user_version = 9999']);
  const before = fs.readFileSync(store);

  const { code, stderr } = await run([
    'serve',
    ...['--inbox', daemon.inbox, '--state', daemon.state, '--listen', '127.0.0.1:0'],
  ]);

  strictEqual(code, 1);
  match(stderr, HANZI);
  match(stderr, /newer/i);
  ok(before.equals(fs.readFileSync(store)));
});

test('two daemons do not share a state folder', async (t) => {
  const daemon = await startDaemon(t);

  const { code, stderr } = await run([
    'serve',
    ...['--inbox', daemon.inbox, '--state', daemon.state, '--listen', '127.0.0.1:0'],
  ]);

  strictEqual(code, 1);
  match(stderr, HANZI);
  strictEqual((await daemon.request('healthz')).status, 200);
});

test('text is shown as text', async (t) => {
  const { daemon } = await startWithGoodSheet(t);
  const long = '长'.repeat(10000);
  const names = ['<script>document.title=1</script>', '=HYPERLINK("http://127.0.0.1/")', '质量月🎉👩‍🔧'];

  const lines = names.map((name) => `"${name.replaceAll('"', '""')}",2017-09,西镇,1,${long}\n`);
  const receipt = await daemon.take('特殊.csv', `指标,时期,地区,数值,备注\n${lines.join('')}`);

  strictEqual(receipt.state, 'taken');
  const { board } = await daemon.board();
  for (const name of names) {
    strictEqual(board.indicators[`西镇/${name}`]?.name, name);
  }
});
