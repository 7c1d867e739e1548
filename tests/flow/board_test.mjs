// SPDX-License-Identifier: MIT
/* The pages and the API as other programs see them. */
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { canonical } from './lib/board.mjs';
import { drop, run, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { createFollower, followTo } from './lib/follower.mjs';
import { pathOf } from './lib/http.mjs';
import { connectPush } from './lib/push.mjs';

const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;
const SHEETS = 'inspections quantities indicators activities plan places calendar'.split(' ');
const KEY = '东镇/食品抽检合格率';

test('the board has an ETag, and 304 while nothing changed', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(47));
  const { run: name, seq, etag } = await daemon.board();

  const same = await daemon.request('api/board', { headers: { 'If-None-Match': etag } });
  await daemon.take('抽检.csv', sheet(48));
  const changed = await daemon.request('api/board', { headers: { 'If-None-Match': etag } });

  strictEqual(etag, `"${name}-${seq}"`);
  strictEqual(same.status, 304);
  strictEqual(same.body.length, 0);
  strictEqual(changed.status, 200);
  ok(changed.headers.etag !== etag);
});

test('HEAD gives the headers of GET and no body', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.isReady();

  const got = await daemon.request('api/board');
  const head = await daemon.request('api/board', { method: 'HEAD' });

  strictEqual(head.status, 200);
  strictEqual(head.body.length, 0);
  strictEqual(head.headers.etag, got.headers.etag);
  strictEqual(head.headers['content-length'], got.headers['content-length']);
});

test('?at= gives the board as it was shown at any moment since the first drop', async (t) => {
  const daemon = await startDaemon(t);
  const shown = [];
  for (const passed of [44, 45, 46, 47, 48]) {
    await daemon.take('抽检.csv', sheet(passed));
    const { text } = await daemon.board();
    shown.push({ at: new Date().toISOString(), text });
  }

  for (const { at, text } of shown) {
    strictEqual((await daemon.board(at)).text, text, `the board at ${at}`);
  }
  await daemon.stop();
  const again = await startDaemon(t, { root: daemon.root });
  await again.isReady();
  for (const { at, text } of shown) {
    strictEqual((await again.board(at)).text, text, `the board at ${at}, after a restart`);
  }
});

test('?at= before the first drop, in the future or without sense is answered in words', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));

  const before = await daemon.request('api/board?at=2001-01-01T00%3A00%3A00Z');
  const senseless = await daemon.request('api/board?at=yesterday');

  ok(before.status === 404 || before.status === 200);
  strictEqual(senseless.status, 400);
  const { error } = JSON.parse(senseless.body.toString());
  ok(error.kind && error.text);
});

test('unknown paths are 404, other methods 405, errors JSON', async (t) => {
  const daemon = await startDaemon(t);

  for (const [where, method, status] of [
    ['nowhere', 'GET', 404],
    ['wall/nowhere', 'GET', 404],
    ['api/files/%E6%97%A0.csv', 'GET', 404],
    ['api/indicators/%E6%97%A0/history', 'GET', 404],
    ['../../etc/passwd', 'GET', 404],
    ['api/board', 'POST', 405],
    ['api/board', 'DELETE', 405],
    ['', 'PUT', 405],
  ]) {
    const { status: got, body } = await daemon.request(where, { method });
    strictEqual(got, status, `${method} ${where}`);
    const { error } = JSON.parse(body.toString());
    ok(error.kind && error.text, `${method} ${where}: ${body}`);
  }
});

test('every answer carries the headers that keep a page at home', async (t) => {
  const daemon = await startDaemon(t);

  for (const where of ['', 'wall/overview', 'inbox', 'help', 'api/board', 'nowhere', 'metrics']) {
    const { headers } = await daemon.request(where);
    match(headers['content-security-policy'], /default-src 'none'|default-src 'self'/, where);
    strictEqual(headers['x-content-type-options'], 'nosniff', where);
    ok(headers['referrer-policy'], where);
  }
});

test('the pages, templates, metrics and health answer', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.isReady();

  for (const [where, type] of [
    ['', 'text/html'],
    ['wall/overview', 'text/html'],
    ['wall/rates', 'text/html'],
    ['wall/campaign', 'text/html'],
    ['wall/targets', 'text/html'],
    ['inbox', 'text/html'],
    ['help', 'text/html'],
    ['metrics', 'text/plain'],
    ['healthz', ''],
    ['readyz', ''],
    ['api/files', 'application/json'],
  ]) {
    const { status, headers, body } = await daemon.request(where);
    strictEqual(status, 200, where);
    ok((headers['content-type'] ?? '').startsWith(type), `${where}: ${headers['content-type']}`);
    ok(body.length > 0, where);
  }
});

test('each template is taken as its own sheet', async (t) => {
  const daemon = await startDaemon(t);
  const folder = temporaryFolder(t);
  for (const sheet of SHEETS) {
    const name = `${sheet}.csv`;
    const { status, body: bytes } = await daemon.request(`templates/${name}`);
    strictEqual(status, 200, name);
    deepStrictEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], `${name} has a mark`);
    drop(folder, 'template.csv', bytes);
    const { code, stdout } = await run(['check', '--json', `${folder}/template.csv`]);
    const receipt = JSON.parse(stdout);
    strictEqual(code, 0, `${name}: ${stdout}`);
    strictEqual(receipt.sheet, sheet);
  }
});

test('the history of an indicator has its periods and its revisions', async (t) => {
  const daemon = await startDaemon(t);
  const rows = ['2017-07', '2017-08', '2017-09'].map((p, i) => `食品抽检合格率,${p},东镇,50,${45 + i}\n`);
  const all = `指标,时期,地区,抽检数,合格数\n${rows.join('')}`;
  await daemon.take('抽检.csv', all);
  await daemon.take('抽检.csv', all.replace('50,47', '50,49'));

  const history = await daemon.json(`api/indicators/${pathOf(KEY)}/history`);

  strictEqual(history.id, KEY);
  deepStrictEqual(
    history.points.map((point) => [point.period, point.passed, point.inspected]),
    [['2017-07', 45, 50], ['2017-08', 46, 50], ['2017-09', 49, 50]],
  );
  strictEqual(history.revisions[0].period, '2017-09');
  strictEqual(history.revisions[0].file, '抽检.csv');
});

test('check prints the receipt that the daemon gives', async (t) => {
  const daemon = await startDaemon(t);
  const faulty = `${sheet(48)}药品抽检合格率,2017-09,东镇,30,31\n械抽检合格率,2017-09,东镇,30,30\n`;
  const receipt = await daemon.take('抽检.csv', faulty);

  const checked = await run(['check', '--json', `${daemon.inbox}/抽检.csv`]);
  const fine = await run(['check', `${daemon.inbox}/抽检.csv`]);

  strictEqual(checked.code, 1);
  strictEqual(fine.code, 1);
  const own = JSON.parse(checked.stdout);
  for (const member of ['state', 'sha256', 'sheet', 'encoding', 'delimiter', 'header_line', 'faults']) {
    deepStrictEqual(own[member], receipt[member], member);
  }
  strictEqual(own.rows.read, receipt.rows.read);
  strictEqual(own.rows.faulty, receipt.rows.faulty);
});

test('check takes several files, and wrong usage exits 2', async (t) => {
  const folder = temporaryFolder(t);
  drop(folder, 'a.csv', sheet(48));
  drop(folder, 'b.csv', 'no sheet\n');

  const both = await run(['check', '--json', `${folder}/a.csv`, `${folder}/b.csv`]);

  strictEqual(both.code, 1);
  deepStrictEqual(JSON.parse(both.stdout).map((one) => one.state), ['taken', 'refused']);
  strictEqual((await run(['check', `${folder}/a.csv`])).code, 0);
  strictEqual((await run(['check'])).code, 2);
  strictEqual((await run(['serve', '--nonsense'])).code, 2);
  strictEqual((await run(['--help'])).code, 0);
  match((await run(['--version'])).stdout, /\d+\.\d+/);
});

test('a backup while the daemon runs holds the same board', async (t) => {
  const daemon = await startDaemon(t);
  await daemon.take('抽检.csv', sheet(48));
  const { board } = await daemon.board();

  const backup = await run(['backup', '--state', daemon.state, `${daemon.root}/copy.db`]);

  strictEqual(backup.code, 0, backup.stderr);
  const check = execFileSync('sqlite3', [`${daemon.root}/copy.db`, 'PRAGMA integrity_check']);
  strictEqual(check.toString().trim(), 'ok');
  strictEqual(board.indicators[KEY].passed, 48);
});

test('SIGHUP reads the configuration again and drops no display', async (t) => {
  const root = temporaryFolder(t);
  const config = `${root}/plumb.json`;
  drop(root, 'plumb.json', '{ "title": "东镇质量看板" } // the office\'s name\n');
  const daemon = await startDaemon(t, { root, args: ['--config', config] });
  const connection = await connectPush(daemon.url);
  const follower = createFollower();
  await followTo(follower, connection, await daemon.board());
  strictEqual(follower.board.title, '东镇质量看板');

  drop(root, 'plumb.json', '{ "title": "西镇质量看板" }');
  daemon.signal('SIGHUP');

  await daemon.shows('the new title', (board) => board.title === '西镇质量看板');
  const last = await daemon.board();
  await followTo(follower, connection, last);
  strictEqual(canonical(follower.board), last.text);
  await connection.close();
});
