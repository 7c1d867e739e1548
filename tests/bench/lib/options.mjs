// SPDX-License-Identifier: MIT
/* The options of a bench: `--name value`, each with a number as its default. */
import process from 'node:process';

export function readOptions(defaults) {
  const options = { ...defaults };
  const words = process.argv.slice(2);
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, '');
    const value = Number(words[i + 1]);
    if (!(name in defaults) || !Number.isFinite(value)) {
      const known = Object.entries(defaults).map(([key, number]) => `--${key} ${number}`);
      console.error(`usage: [${known.join('] [')}]`);
      process.exit(2);
    }
    options[name] = value;
  }
  return options;
}
