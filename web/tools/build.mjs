// SPDX-License-Identifier: MIT
/*
 * Makes dist/: TypeScript to ES5 modules, one classic script a page, one style sheet a page, and
 * the pages, which name their assets by content hash so that a browser never shows a mixture.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { minify } from 'terser';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const out = at('node_modules', '.out');
const dist = at('dist');

const styles = {
  wall: ['tokens', 'wall', 'parts', 'overview', 'rates', 'campaign', 'targets', 'print'],
  staff: ['tokens', 'staff'],
};
const scripts = ['wall', 'inbox', 'help'];

function compile() {
  rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
}

async function bundle(name) {
  const made = await rollup({
    input: join(out, `${name}.js`),
    plugins: [resolve()],
    onwarn: (warning) => { if (warning.code !== 'EMPTY_BUNDLE') throw new Error(warning.message); },
  });
  const { output } = await made.generate({ format: 'iife', generatedCode: 'es5' });
  await made.close();
  const { code } = await minify(output[0].code, {
    ecma: 5,
    compress: { passes: 2, global_defs: { 'process.env.NODE_ENV': 'production' } },
    format: { ascii_only: true },
  });
  return code;
}

function styleSheet(name) {
  const read = (part) => readFileSync(at('styles', `${part}.css`), 'utf8');
  return styles[name].filter((part) => readdirSync(at('styles')).includes(`${part}.css`)).map(read).join('\n');
}

function hashed(name, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const file = `${name}.${hash}.${extension}`;
  writeFileSync(join(dist, 'assets', file), content);
  return file;
}

async function main() {
  compile();
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(join(dist, 'assets'), { recursive: true });
  const names = {};
  for (const name of scripts.filter((one) => readdirSync(out).includes(`${one}.js`))) {
    names[`${name}.js`] = hashed(name, 'js', await bundle(name));
  }
  for (const name of Object.keys(styles)) names[`${name}.css`] = hashed(name, 'css', styleSheet(name));
  for (const picture of readdirSync(at('pages')).filter((file) => file.endsWith('.png'))) {
    names[picture] = hashed(picture.slice(0, -4), 'png', readFileSync(at('pages', picture)));
  }
  names['icon.svg'] = hashed('icon', 'svg', readFileSync(at('pages/icon.svg')));
  for (const page of readdirSync(at('pages')).filter((file) => file.endsWith('.html'))) {
    const html = readFileSync(at('pages', page), 'utf8');
    writeFileSync(join(dist, page), html.replace(/\/assets\/([\w.-]+)/g, (_, asset) => `/assets/${names[asset]}`));
  }
}

await main();
