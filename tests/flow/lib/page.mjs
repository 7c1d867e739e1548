// SPDX-License-Identifier: MIT
/*
 * The line of a wall's page (web/src/link), with its own back-off and its two ways to the daemon,
 * outside of a browser.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { TOP, temporaryFolder } from './daemon.mjs';
import { connectEvents, connectPush } from './push.mjs';

/* Compiles what the page is made of. */
async function loadLine(t) {
  const typescript = createRequire(path.join(TOP, 'web/package.json'))('typescript');
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}\n');
  for (const name of ['age', 'backoff', 'connection']) {
    const source = fs.readFileSync(path.join(TOP, `web/src/link/${name}.ts`), 'utf8');
    const { outputText } = typescript.transpileModule(source, {
      compilerOptions: { module: 'ESNext', target: 'ES2020' },
    });
    fs.writeFileSync(path.join(folder, `${name}.js`), outputText);
  }
  return import(pathToFileURL(path.join(folder, 'connection.js')).href);
}

function transport(opening, events) {
  let connection = null;
  let isOver = false;
  const closed = () => {
    if (!isOver) {
      isOver = true;
      events.onClosed();
    }
  };
  const read = () =>
    connection.next().then((message) => {
      if (!isOver) {
        events.onText(JSON.stringify(message));
        read();
      }
    }, closed);
  opening.then((opened) => {
    connection = opened;
    if (isOver) {
      connection.close();
      return;
    }
    events.onOpen();
    read();
  }, closed);
  return {
    say: (text) => connection?.send?.(JSON.parse(text)),
    close() {
      isOver = true;
      connection?.close();
    },
  };
}

/* Makes pages of the daemon at a url: {has: {run, seq}, isLive(), attempts, stop()}. */
export async function pageMaker(t, url) {
  const { startLine } = await loadLine(t);
  return (display) => {
    const page = { has: undefined, attempts: 0 };
    const opens = (connect) => (resume, events) => {
      page.attempts += 1;
      return transport(connect(url, { resume }), events);
    };
    const world = {
      now: () => performance.now(),
      random: Math.random,
      later: (run, ms) => setTimeout(run, ms),
      cancel: (timer) => clearTimeout(timer),
      openSocket: opens(connectPush),
      openSocketOnceThere: opens(connectPush), // no browser here that holds sockets back
      openEvents: opens(connectEvents),
    };
    const line = startLine(world, {
      onText(source) {
        const { type, run, seq, from } = JSON.parse(source);
        const follows = run === page.has?.run && from === page.has?.seq;
        if (type === 'delta' && !follows) {
          return 'gap';
        }
        page.has = { run, seq };
        return 'used';
      },
      onStateChanged: () => {},
      resumePoint: () => page.has,
      greeting: () => JSON.stringify({ type: 'hello', display, page: 'overview' }),
    });
    return Object.assign(page, { isLive: line.isOpen, stop: line.stop });
  };
}
