// SPDX-License-Identifier: MIT
/* System calls that fail, by strace: of a daemon that runs already, or from its start. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { atEnd, temporaryFolder } from './daemon.mjs';
import { deferred, until, within } from './wait.mjs';

/* What strace says and records. `calls` is a list of system calls, `what` says what becomes of
 * them, as strace writes it: error=EIO:when=1. */
function options(calls, what, trace) {
  return ['-f', '-qq', '-o', trace, '-e', `trace=${calls}`, '-e', `inject=${calls}:${what}`];
}

const wasInjected = (trace) => fs.existsSync(trace) && fs.readFileSync(trace, 'utf8').includes('(INJECTED)');

/* From now on calls of the running daemon fail, or only those about one file: {isReached, end}.
 * `end` lets them succeed again. */
export async function failCalls(t, daemon, calls, what, file) {
  const trace = path.join(temporaryFolder(t), 'trace');
  const only = file ? ['-P', file] : [];
  const child = spawn('strace', [...options(calls, what, trace), ...only, '-p', String(daemon.pid)], { stdio: 'ignore' });
  const ended = deferred();
  child.on('error', ended.reject);
  child.on('close', () => ended.resolve());
  const end = async () => {
    child.kill('SIGINT');
    await within('strace to leave', ended.promise);
  };
  atEnd(t, end);
  await until('strace to be there', () => tracersOf(daemon.pid).every((tracer) => tracer === child.pid));
  return { isReached: () => wasInjected(trace), end };
}

/* Who traces each of its threads; 0: nobody. */
function tracersOf(pid) {
  return fs.readdirSync(`/proc/${pid}/task`).map((thread) => {
    const status = fs.readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    return Number(/^TracerPid:\s*(\d+)$/m.exec(status)[1]);
  });
}

/* The same from the start, as a command in front (startDaemon's wrap): -D leaves the daemon the
 * child that it is without it. */
export function failingFromStart(t, calls, what) {
  const trace = path.join(temporaryFolder(t), 'trace');
  return { wrap: ['strace', '-D', ...options(calls, what, trace)], isReached: () => wasInjected(trace) };
}
