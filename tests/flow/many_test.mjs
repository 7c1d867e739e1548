// SPDX-License-Identifier: MIT
/* Twenty thousand files at once: more than the kernel's queue of events holds. */
import { strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startDaemon } from './lib/daemon.mjs';
import { until } from './lib/wait.mjs';

const COUNT = Number(process.env.FLOW_FILES ?? 20000);

test(`${COUNT} files at once are all taken, each once`, async (t) => {
  const daemon = await startDaemon(t);
  for (let i = 0; i < COUNT; i += 1) {
    fs.writeFileSync(
      path.join(daemon.inbox, `表${i}.csv`),
      `指标,时期,地区,分项,数值\n检查家次,2017-09,东镇,第${i % 100}项之${Math.floor(i / 100)},${i % 7}\n`,
    );
  }

  let last = 0;
  await until(
    () => `all files; taken are ${last}`,
    async () => {
      const { board } = await daemon.board();
      last = board.inbox.taken;
      return last === COUNT && board.inbox.waiting === 0;
    },
    240000,
  );

  const { board } = await daemon.board();
  strictEqual(board.inbox.refused, 0);
  const { files } = await daemon.json('api/files');
  strictEqual(files.length, COUNT);
  strictEqual(Math.max(...files.map((file) => file.version)), 1);
});
