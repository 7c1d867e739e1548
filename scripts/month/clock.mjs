// SPDX-License-Identifier: MIT
/*
 * The wall clock of a daemon, in our hands (libfaketime). Its monotonic clock stays the true one,
 * and so do the files' times (NO_FAKE_STAT): a clock that is moved would otherwise change each
 * file's time with each look.
 */
import fs from 'node:fs';

function library() {
  const found = fs.readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`);
  const file = found.find((name) => fs.existsSync(name));
  if (!file) {
    throw new Error('libfaketime is missing: apt-get install faketime');
  }
  return file;
}

/** What a process needs in its environment to live by the clock that `file` keeps. */
export function clockEnvironment(file) {
  return {
    LD_PRELOAD: library(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1',
  };
}

/** Puts the clock at that moment; from there it runs on. The file says how far it is ahead of ours. */
export function setClock(file, utcMs) {
  const ahead = (utcMs - Date.now()) / 1000;
  fs.writeFileSync(`${file}.new`, `${ahead < 0 ? '' : '+'}${ahead.toFixed(3)}\n`);
  fs.renameSync(`${file}.new`, file);
}
