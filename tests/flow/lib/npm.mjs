// SPDX-License-Identifier: MIT
/* The packages that tests/web/package.json asks for, to everybody who tests. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../web', import.meta.url));

/* What the package exports. Installs all of them where this one is missing. */
export function npmPackage(name) {
  if (!fs.existsSync(path.join(FOLDER, 'node_modules', name))) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: FOLDER });
  }
  return createRequire(path.join(FOLDER, 'package.json'))(name);
}
