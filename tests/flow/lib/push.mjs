// SPDX-License-Identifier: MIT
/*
 * The two ways to be pushed to, with the same face: next() gives the next message, close() ends.
 *
 * The WebSocket is spoken by hand over a plain socket, so that what is checked is the bytes on
 * the wire and not a library's forgiveness.
 */
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';

import { deferred, within } from './wait.mjs';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
export const OPCODE = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 };

/* Messages in order of arrival, for whoever asks; a failure ends it. */
function queue(what) {
  const arrived = [];
  const asked = [];
  let failure = null;
  return {
    put(message) {
      const waiting = asked.shift();
      waiting ? waiting.resolve(message) : arrived.push(message);
    },
    end(error) {
      failure ??= error;
      asked.splice(0).forEach((waiting) => waiting.reject(failure));
    },
    next() {
      if (arrived.length) {
        return Promise.resolve(arrived.shift());
      }
      if (failure) {
        return Promise.reject(failure);
      }
      const waiting = deferred();
      asked.push(waiting);
      return within(`a message of ${what}`, waiting.promise);
    },
    get waiting() {
      return arrived.length;
    },
  };
}

/* A frame as a client must send it: masked. */
export function clientFrame(opcode, payload, { isMasked = true, isFinal = true } = {}) {
  const bytes = Buffer.from(payload);
  const head = [(isFinal ? 0x80 : 0) | opcode];
  const mark = isMasked ? 0x80 : 0;
  if (bytes.length < 126) {
    head.push(mark | bytes.length);
  } else if (bytes.length < 65536) {
    head.push(mark | 126, bytes.length >> 8, bytes.length & 255);
  } else {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(bytes.length));
    head.push(mark | 127, ...length);
  }
  if (!isMasked) {
    return Buffer.concat([Buffer.from(head), bytes]);
  }
  const mask = randomBytes(4);
  const masked = bytes.map((byte, index) => byte ^ mask[index & 3]);
  return Buffer.concat([Buffer.from(head), mask, masked]);
}

/* Takes one whole frame off the front of the bytes; null while it is not all there. */
function takeFrame(bytes) {
  if (bytes.length < 2) {
    return null;
  }
  let length = bytes[1] & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) {
      return null;
    }
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) {
      return null;
    }
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  if (bytes[1] & 0x80) {
    throw new Error('a server must not mask its frames');
  }
  if (bytes.length < at + length) {
    return null;
  }
  return {
    isFinal: (bytes[0] & 0x80) !== 0,
    opcode: bytes[0] & 0x0f,
    payload: bytes.subarray(at, at + length),
    rest: bytes.subarray(at + length),
  };
}

function upgradeRequest(url, key, { headers = {}, protocol = 'plumb.v1' }) {
  const lines = {
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...(protocol ? { 'Sec-WebSocket-Protocol': protocol } : {}),
    ...headers,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${text.join('')}\r\n`;
}

/* Connects to /api/push below `base`. Resolves once the daemon agreed to speak WebSocket; rejects
 * with `status` where it did not. `resume` is {run, seq}. */
export function connectPush(base, { resume, headers, protocol } = {}) {
  const url = new URL('api/push', base);
  if (resume) {
    url.searchParams.set('run', resume.run);
    url.searchParams.set('seq', String(resume.seq));
  }
  const key = randomBytes(16).toString('base64');
  const opened = deferred();
  const closed = deferred();
  const messages = queue('the push');
  const socket = net.connect(Number(url.port), url.hostname);
  let pending = Buffer.alloc(0);
  let isOpen = false;
  let fragments = [];

  const connection = {
    next: messages.next,
    closed: closed.promise,
    pings: 0,
    socket,
    get waiting() {
      return messages.waiting;
    },
    send: (message) => socket.write(clientFrame(OPCODE.TEXT, JSON.stringify(message))),
    sendFrame: (...frame) => socket.write(clientFrame(...frame)),
    close() {
      socket.destroy();
      return closed.promise;
    },
  };

  function onHandshake() {
    const end = pending.indexOf('\r\n\r\n');
    if (end < 0) {
      return;
    }
    const head = pending.subarray(0, end).toString();
    pending = pending.subarray(end + 4);
    const status = Number(head.split(' ')[1]);
    const expected = createHash('sha1').update(key + GUID).digest('base64');
    if (status !== 101 || !head.includes(expected)) {
      opened.reject(Object.assign(new Error(`no upgrade: ${head.split('\r\n')[0]}`), { status }));
      socket.destroy();
      return;
    }
    isOpen = true;
    opened.resolve(connection);
  }

  function onFrame(frame) {
    if (frame.opcode === OPCODE.PING) {
      connection.pings += 1;
      socket.write(clientFrame(OPCODE.PONG, frame.payload));
    } else if (frame.opcode === OPCODE.CLOSE) {
      const code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005;
      const reason = frame.payload.subarray(2).toString();
      closed.resolve({ code, reason });
      socket.end(clientFrame(OPCODE.CLOSE, frame.payload.subarray(0, 2)));
    } else if (frame.opcode !== OPCODE.PONG) {
      fragments.push(Buffer.from(frame.payload));
      if (frame.isFinal) {
        messages.put(JSON.parse(Buffer.concat(fragments).toString()));
        fragments = [];
      }
    }
  }

  socket.on('connect', () => socket.write(upgradeRequest(url, key, { headers, protocol })));
  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    if (!isOpen) {
      onHandshake();
    }
    for (let frame; isOpen && (frame = takeFrame(pending)); ) {
      pending = frame.rest;
      onFrame(frame);
    }
  });
  socket.on('error', (error) => opened.reject(error));
  socket.on('close', () => {
    const error = new Error('the connection was closed');
    opened.reject(error);
    messages.end(error);
    closed.resolve({ code: 1006, reason: '' });
  });
  return within('the upgrade to WebSocket', opened.promise);
}

/* One event of Server-Sent Events, as {id, data}; null for a comment. */
function parseEvent(text) {
  const event = { id: null, data: [] };
  for (const line of text.split('\n')) {
    if (line.startsWith('id:')) {
      event.id = line.slice(3).trim();
    } else if (line.startsWith('data:')) {
      event.data.push(line.slice(5).replace(/^ /, ''));
    }
  }
  return event.data.length ? { id: event.id, data: event.data.join('\n') } : null;
}

/* Connects to /api/events. Messages carry their event's id as `eventId`. */
export function connectEvents(base, { resume } = {}) {
  const url = new URL('api/events', base);
  const opened = deferred();
  const closed = deferred();
  const messages = queue('the events');
  const headers = { Accept: 'text/event-stream' };
  if (resume) {
    headers['Last-Event-ID'] = `${resume.run}:${resume.seq}`;
  }
  const sent = http.get(url, { headers, agent: false }, (response) => {
    if (response.statusCode !== 200) {
      opened.reject(new Error(`${response.statusCode} for ${url}`));
      response.resume();
      return;
    }
    let pending = '';
    response.setEncoding('utf8');
    response.on('data', (text) => {
      pending += text.replace(/\r\n?/g, '\n');
      for (let end; (end = pending.indexOf('\n\n')) >= 0; ) {
        const event = parseEvent(pending.slice(0, end));
        pending = pending.slice(end + 2);
        if (event) {
          messages.put({ ...JSON.parse(event.data), eventId: event.id });
        }
      }
    });
    response.on('error', () => {});
    response.on('close', () => {
      messages.end(new Error('the connection was closed'));
      closed.resolve({});
    });
    opened.resolve({
      next: messages.next,
      closed: closed.promise,
      headers: response.headers,
      get waiting() {
        return messages.waiting;
      },
      close() {
        sent.destroy();
        return closed.promise;
      },
    });
  });
  sent.on('error', (error) => {
    opened.reject(error);
    messages.end(error);
  });
  return within('the events', opened.promise);
}
