// SPDX-License-Identifier: MIT
/* A bare socket: what is sent is what the test says, byte by byte, whether it is HTTP or not. */
import net from 'node:net';

import { deferred, within } from './wait.mjs';

/* Connects to the daemon at `base`. `received()` is all bytes so far; `holds(what, test)` waits
 * until they make the test true; `ended` is when the daemon has closed. */
export async function connectRaw(base) {
  const url = new URL(base);
  const opened = deferred();
  const ended = deferred();
  const parts = [];
  let look = () => {};
  const socket = net.connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true });
  socket.setNoDelay(true);
  socket.on('connect', opened.resolve);
  socket.on('data', (bytes) => {
    parts.push(bytes);
    look();
  });
  socket.on('error', (error) => opened.reject(error)); /* a reset is an end, too */
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    ended.resolve();
    look();
  });
  await within('a connection', opened.promise);
  const received = () => Buffer.concat(parts);
  return {
    socket,
    received,
    send: (bytes) => socket.write(bytes),

    /* One byte in each turn of the daemon's loop, as far as a client can tell. */
    async sendSlowly(bytes) {
      for (const byte of bytes) {
        if (socket.destroyed || socket.writableEnded) {
          return;
        }
        socket.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    ended: () => within(() => `the daemon's end after ${received()}`, ended.promise, 60000),
    holds(what, test) {
      const held = deferred();
      look = () => test(received()) && held.resolve();
      look();
      return within(() => `${what}, not only ${received()}`, held.promise);
    },
    close() {
      socket.destroy();
      return ended.promise;
    },
  };
}

/* Sends the bytes, and gives all that was answered until the daemon closed, as text. */
export async function exchange(base, bytes) {
  const raw = await connectRaw(base);
  raw.send(bytes);
  await raw.ended();
  return raw.received().toString('latin1');
}
