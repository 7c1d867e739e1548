// SPDX-License-Identifier: MIT
/* A Samba server of the test's own on loopback, with one share, and its command-line client. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { atEnd, temporaryFolder } from './daemon.mjs';
import { deferred, until, within } from './wait.mjs';

/* A port that was free a moment ago. */
async function freePort() {
  const listening = deferred();
  const server = net.createServer().listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const { port } = server.address();
  const closed = deferred();
  server.close(closed.resolve);
  await closed.promise;
  return port;
}

const PLACES = ['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory', 'ncalrpc dir'];

function configuration(root, folder, port) {
  const user = os.userInfo().username;
  return `[global]
  server role = standalone server
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  smb ports = ${port}
  disable netbios = yes
  disable spoolss = yes
  load printers = no
  printing = bsd
  printcap name = /dev/null
  map to guest = Bad User
  guest account = ${user}
  log file = ${root}/smbd.log
${PLACES.map((place) => `  ${place} = ${root}/${place.split(' ')[0]}`).join('\n')}
[inbox]
  path = ${folder}
  read only = no
  guest ok = yes
  force user = ${user}
`;
}

function canConnect(port) {
  const answer = deferred();
  const socket = net.connect(port, '127.0.0.1');
  socket.on('connect', () => answer.resolve(true)).on('error', answer.reject);
  return answer.promise.finally(() => socket.destroy());
}

/* Serves the folder as the share `inbox`. client(commands, input) runs smbclient's commands. */
export async function startSamba(t, folder) {
  const root = temporaryFolder(t);
  const port = await freePort();
  const config = path.join(root, 'smb.conf');
  PLACES.forEach((place) => fs.mkdirSync(path.join(root, place.split(' ')[0])));
  fs.writeFileSync(config, configuration(root, folder, port));
  const said = [];
  const server = spawn(
    'smbd',
    ['--foreground', '--no-process-group', '--debug-stdout', '-s', config],
    /* A group of its own: it ends all of its group when it ends. */
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } },
  );
  const ended = deferred();
  server.stdout.on('data', (part) => said.push(part));
  server.stderr.on('data', (part) => said.push(part));
  server.on('error', ended.reject);
  server.on('close', ended.resolve);
  atEnd(t, () => {
    server.kill('SIGTERM');
    return within('the end of smbd', ended.promise);
  });
  await until(
    () => `smbd: ${Buffer.concat(said)}`,
    () => Promise.race([canConnect(port), ended.promise.then(() => false)]),
  );

  /* Runs the commands to their end; `feed` writes to the client's standard input. */
  async function client(commands, feed) {
    const child = spawn(
      'smbclient',
      ['-s', '/dev/null', '-p', String(port), '-N', '//127.0.0.1/inbox', '-c', commands],
      { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const out = [];
    const done = deferred();
    child.stdout.on('data', (part) => out.push(part));
    child.stderr.on('data', (part) => out.push(part));
    child.on('error', done.reject);
    child.on('close', done.resolve);
    child.stdin.on('error', done.reject);
    await feed?.(child.stdin);
    child.stdin.end();
    try {
      const code = await within(() => `smbclient: ${Buffer.concat(out)}`, done.promise, 60000);
      const text = Buffer.concat(out).toString();
      if (code !== 0 || /NT_STATUS_/.test(text)) {
        throw new Error(`smbclient ${commands}: ${code} ${text}`);
      }
    } finally {
      child.kill('SIGKILL');
    }
  }

  return {
    client,
    /* Puts the bytes under that name, `\` between folders. */
    async put(name, content) {
      const bytes = Buffer.from(content);
      fs.writeFileSync(path.join(root, 'upload'), bytes);
      await client(`put upload "${name}"`);
      return bytes;
    },
  };
}
