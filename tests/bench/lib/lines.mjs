// SPDX-License-Identifier: MIT
/* A child process that talks by lines, on one core if so wanted. It ends when its input does. */
import { spawn } from 'node:child_process';
import readline from 'node:readline';

export function startOnCore(core, command, args) {
  return startProgram('taskset', ['-c', core, command, ...args]);
}

export function startProgram(command, args) {
  const child = spawn(command, args.map(String), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    pid: child.pid,
    tell: (line) => child.stdin.write(`${line}\n`),

    /* The next line, which must begin with the word; the numbers in it. */
    async expect(word) {
      const { value: line } = await lines.next();
      if (!line?.startsWith(word)) {
        throw new Error(`${command} ${args.join(' ')} said "${line}", not "${word} ..."`);
      }
      return line.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    },
    end() {
      child.stdin.end();
      return ended;
    },
  };
}
