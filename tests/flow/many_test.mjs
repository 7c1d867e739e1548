// SPDX-License-Identifier: MIT
/* Thousands of files at once: three events each are more than the kernel's queue of 16,384 holds.
 * FLOW_FILES=20000 for more. */
import { strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';
import { until } from './lib/wait.mjs';

const COUNT = Number(process.env.FLOW_FILES ?? 6000);

test(`${COUNT} files at once are all taken, each once`, async (t) => {
  const daemon = await startDaemon(t);
  for (let i = 0; i < COUNT; i += 1) {
    fs.writeFileSync(
      path.join(daemon.inbox, `表${i}.csv`),
      `指标,时期,地区,分项,数值\n第${i % 2000}项检查家次,2017-09,东镇,之${Math.floor(i / 2000)},${i % 7}\n`,
    );
  }

  let last = 0;
  await until(
    () => `all files; taken are ${last}`,
    async () => {
      /* The metrics, not the board: asking must not keep the daemon busy. */
      const text = await (await fetch(`${daemon.url}metrics`)).text();
      last = Number(/plumb_drops_total\{state="taken"\} (\d+)/.exec(text)?.[1] ?? 0);
      return last === COUNT && /plumb_queue_files 0\n/.test(text);
    },
    480000,
  );

  const { board } = await daemon.board();
  strictEqual(board.inbox.refused, 0);
  const { files } = await daemon.json('api/files');
  strictEqual(files.length, COUNT);
  strictEqual(Math.max(...files.map((file) => file.version)), 1);
});
