// SPDX-License-Identifier: MIT
/*
 * Behind a proxy: Debian's nginx as people set it up, buffering on, idle lines cut. Both ways of
 * the push bring every board to the display, and a cut line goes on where it was.
 */
import { ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { atEnd, startDaemon, temporaryFolder } from './lib/daemon.mjs';
import { createFollower, take } from './lib/follower.mjs';
import { request } from './lib/http.mjs';
import { connectEvents, connectPush } from './lib/push.mjs';
import { until } from './lib/wait.mjs';

const sheet = (passed) => `指标,时期,地区,抽检数,合格数\n食品抽检合格率,2017-09,东镇,50,${passed}\n`;

/* What nginx does by itself, with a line that is idle for `cut` given up. */
const configuration = (port, upstream, cut) => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass http://${upstream};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_buffering on;
            proxy_read_timeout ${cut};
            proxy_send_timeout ${cut};
        }
    }
    map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
}
`;

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

/* Starts an nginx of its own in front of the daemon. Resolves to its address. */
async function startProxy(t, daemon, cut) {
  const folder = temporaryFolder(t);
  const port = await freePort();
  fs.writeFileSync(path.join(folder, 'nginx.conf'), configuration(port, new URL(daemon.url).host, cut));
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes) => { said += bytes; });
  const ended = once(child, 'close');
  atEnd(t, () => {
    child.kill('SIGKILL');
    return ended;
  });
  const url = `http://127.0.0.1:${port}/`;
  await until(() => `nginx to answer: ${said}`, async () => (await request(`${url}healthz`)).status === 200);
  return url;
}

const ways = [
  ['WebSocket', connectPush],
  ['Server-Sent Events', connectEvents],
];

for (const [name, connect] of ways) {
  test(`${name}: a proxy that buffers holds no board back`, async (t) => {
    const daemon = await startDaemon(t);
    const proxy = await startProxy(t, daemon, '60s');
    const connection = await connect(proxy);
    const follower = createFollower();

    for (let round = 0; round <= 10; round += 1) {
      await daemon.take('抽检.csv', sheet(30 + round));
      const { run, seq, text } = await daemon.board();
      while (follower.seq < seq) {
        ok(take(follower, await connection.next()));
      }
      strictEqual(follower.held.get(`${run}-${seq}`), text);
    }

    strictEqual(follower.snapshots, 1);
    await connection.close();
  });

  test(`${name}: a line that the proxy cuts goes on where it was`, async (t) => {
    const daemon = await startDaemon(t);
    const proxy = await startProxy(t, daemon, '1s'); /* ticks are further apart than that */
    const follower = createFollower();
    let cuts = 0;

    for (let round = 0; round < 4; round += 1) {
      const resume = follower.run ? follower : undefined;
      const connection = await connect(proxy, { resume });
      await daemon.take('抽检.csv', sheet(30 + round));
      const { run, seq, text } = await daemon.board();
      while (follower.seq < seq) {
        ok(take(follower, await connection.next()));
      }
      strictEqual(follower.held.get(`${run}-${seq}`), text);
      await connection.closed;
      cuts += 1;
    }

    strictEqual(cuts, 4);
    strictEqual(follower.snapshots, 1, 'each time it went on with what was missed');
  });
}

test('ticks keep a line through a proxy that cuts after fifteen seconds', async (t) => {
  const daemon = await startDaemon(t);
  const proxy = await startProxy(t, daemon, '15s');
  const connections = await Promise.all(ways.map(([, connect]) => connect(proxy)));
  let cut = 0;
  connections.forEach((connection) => connection.closed.then(() => { cut += 1; }));

  for (const connection of connections) {
    const follower = createFollower();
    while (follower.ticks < 2) {
      ok(take(follower, await connection.next()));
    }
  }

  strictEqual(cut, 0);
  await Promise.all(connections.map((connection) => connection.close()));
});

test('large answers come whole through a proxy, and its many clients share lines', async (t) => {
  const daemon = await startDaemon(t);
  const proxy = await startProxy(t, daemon, '60s');
  const rows = Array.from({ length: 3000 }, (_, i) => `第${i}项合格率,2017-09,东镇,50,${30 + (i % 20)}\n`);
  await daemon.take('抽检.csv', `指标,时期,地区,抽检数,合格数\n${rows.join('')}`);
  const { text } = await daemon.request('api/board').then(({ body }) => ({ text: body.toString() }));

  const answers = await Promise.all(Array.from({ length: 20 }, () => request(`${proxy}api/board`)));

  for (const { status, body } of answers) {
    strictEqual(status, 200);
    strictEqual(body.toString(), text);
  }
});
