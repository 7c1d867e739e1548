// SPDX-License-Identifier: MIT
/* A few rounds of kill -9; `scripts/soak kill` does them at full length. */
import { test } from 'node:test';

import { killRounds } from './lib/kill.mjs';

const seed = Number(process.env.KILL_SEED ?? Date.now() % 1000000);
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const drops = Number(process.env.KILL_DROPS ?? rounds * 20);

test(`${rounds} kills during ${drops} drops lose nothing (seed ${seed})`, async (t) => {
  await killRounds(t, { rounds, drops, seed, onRound: (round) => t.diagnostic(`round ${round}`) });
});
