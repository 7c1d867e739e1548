// SPDX-License-Identifier: MIT
/*
 * A stand-in for the daemon that tests hold in their hands: it serves the built pages with the
 * daemon's own security headers, and a board that a test replaces, patches, freezes or takes
 * away. Started by hand (`node fixture-server.mjs BOARD.json [PORT]`) it shows that board.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const here = dirname(fileURLToPath(import.meta.url));
export const dist = join(here, '../../web/dist');
export const boards = join(here, '../data/boards');
const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
};
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    + "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export function readBoard(name) {
  return JSON.parse(readFileSync(join(boards, `${name}.json`), 'utf8'));
}

/** RFC 7396, as the daemon's own. */
export function mergePatch(target, patch) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged = { ...(typeof target === 'object' && target && !Array.isArray(target) ? target : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** The board's own points, with limits around their mean. */
function historyOf(indicator) {
  if (!indicator?.trend?.length) return undefined;
  const sum = (name) => indicator.trend.reduce((total, point) => total + point[name], 0);
  const mean = sum('passed') / sum('inspected');
  const points = indicator.trend.map((point) => {
    const sigma = 100 * Math.sqrt((mean * (1 - mean)) / point.inspected);
    return { ...point, center: 100 * mean, lcl: 100 * mean - 3 * sigma, ucl: Math.min(100, 100 * mean + 3 * sigma) };
  });
  return { points, chart: { type: 'p' } };
}

function page(path) {
  if (path === '/' || path.startsWith('/w/') || /^\/wall\/(overview|rates|campaign|targets)$/.test(path)) return 'wall.html';
  if (path === '/inbox') return 'inbox.html';
  if (path === '/help') return 'help.html';
  return path.startsWith('/assets/') ? path.slice(1) : undefined;
}

export async function startFixture({ board, files = [], receipts = {}, port = 0, now = () => Date.now(), build = 'b1' } = {}) {
  const state = { board, run: 'k3f9', seq: 1, isSilent: false, build, files, receipts, withoutSockets: false };
  const clients = new Set();
  const hellos = [];
  const requests = [];
  const stamp = () => new Date(now() + 8 * 3600e3).toISOString().replace('Z', '+08:00');
  const message = (type, rest) => JSON.stringify({ type, run: state.run, seq: state.seq, sent_at: stamp(), ...rest });
  const snapshot = () => message('snapshot', { build: state.build, board: state.board });
  const send = (text) => { if (!state.isSilent) for (const say of clients) say(text); };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    requests.push(path);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (path === '/api/events') return serveEvents(response);
    if (path.startsWith('/api/')) return serveApi(path, response);
    if (path === '/healthz') return response.writeHead(200).end('alive\n');
    if (path.startsWith('/templates/')) return response.writeHead(200, { 'Content-Type': 'text/csv' }).end('\ufeff指标\r\n');
    const file = page(path);
    const full = file && normalize(join(dist, file));
    if (!full || !full.startsWith(dist) || !existsSync(full)) return response.writeHead(404).end();
    response.setHeader('Content-Type', types[extname(full)] || 'application/octet-stream');
    createReadStream(full).pipe(response);
  });

  function serveEvents(response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const say = (text) => response.write(`data: ${text}\n\n`);
    say(snapshot());
    clients.add(say);
    response.on('close', () => clients.delete(say));
  }

  function serveApi(path, response) {
    const name = path.slice('/api/files/'.length);
    let body;
    if (path === '/api/board') body = state.board;
    else if (path === '/api/files') body = { files: state.files, inbox: state.board.inbox };
    else if (path.startsWith('/api/files/')) body = state.receipts[name];
    else if (path.startsWith('/api/indicators/')) body = historyOf(state.board.indicators[path.slice(16, -'/history'.length)]);
    if (!body) return response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":{"kind":"not_found","text":"没有"}}');
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'plumb.v1' });
  server.on('upgrade', (request, socket, head) => {
    if (state.withoutSockets) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => {
      const say = (text) => client.send(text);
      clients.add(say);
      client.on('message', (data) => hellos.push(JSON.parse(String(data))));
      client.on('close', () => clients.delete(say));
      if (state.isSilent) return;
      const query = new URL(request.url, 'http://x').searchParams;
      const isCurrent = query.get('run') === state.run && Number(query.get('seq')) === state.seq;
      say(isCurrent ? message('tick') : snapshot());
    });
  });
  const ticking = setInterval(() => send(message('tick')), 3000);

  async function listen() {
    await new Promise((done) => server.listen(port, '127.0.0.1', done));
    port = server.address().port; // the same again after it was away
  }
  await listen();

  return {
    url: `http://127.0.0.1:${port}`,
    state, hellos, requests,
    get clients() { return clients.size; },
    /** Publishes a merge patch on the board as one delta. */
    patch(patch) {
      const from = state.seq;
      state.board = mergePatch(state.board, patch);
      state.seq++;
      send(message('delta', { from, patch }));
    },
    /** Puts another board in its place, for everyone. */
    replace(next) {
      state.board = next;
      state.seq++;
      send(snapshot());
    },
    sendRaw: send,
    tick: () => send(message('tick')),
    /** Takes the daemon away as a crash does: all lines are cut, the port is closed. */
    async goAway() {
      sockets.clients.forEach((client) => client.terminate());
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      clients.clear();
    },
    /** Comes back on the same port, as a new run. */
    async comeBack(run = 'n3w0', nextBuild = state.build) {
      Object.assign(state, { run, seq: 1, build: nextBuild, isSilent: false });
      await listen();
    },
    async stop() {
      clearInterval(ticking);
      sockets.clients.forEach((client) => client.terminate());
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const board = JSON.parse(readFileSync(process.argv[2] || join(boards, 'demo.json'), 'utf8'));
  const fixture = await startFixture({ board, port: Number(process.argv[3] || 8090) });
  process.stdout.write(`${fixture.url}\n`);
}
