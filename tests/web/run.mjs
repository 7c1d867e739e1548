// SPDX-License-Identifier: MIT
/*
 * Runs the tests of the pages: `node run.mjs [FILE...]`. The modules are compiled for Node into
 * web/node_modules/.test; the pages are those of web/dist, which must have been built.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, '../../web');
const compiled = join(web, 'node_modules/.test');

if (!existsSync(join(web, 'dist/wall.html'))) {
  process.stderr.write('web/dist is not there: run `npm ci && npm run build` in web/ first\n');
  process.exit(1);
}
mkdirSync(compiled, { recursive: true });
writeFileSync(join(compiled, 'package.json'), '{"type": "module"}\n');
execFileSync(process.execPath, [
  join(web, 'node_modules/typescript/bin/tsc'), '-p', web, '--outDir', compiled,
  '--target', 'ES2020', '--importHelpers', 'false',
], { stdio: 'inherit' });

const list = (folder) => readdirSync(join(here, folder)).filter((name) => name.endsWith('_test.mjs')).map((name) => join(here, folder, name));
const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : [...list('unit'), ...list('browser')];
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
