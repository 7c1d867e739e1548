// SPDX-License-Identifier: MIT
/*
 * Reads what was built and what it was built from: ES5 only, CSS within Chrome 56 and Firefox 52,
 * no script or style in the markup, size, no import cycle, imports one way, and file lengths.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import doiuse from 'doiuse';
import postcss from 'postcss';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const browsers = ['chrome 56', 'firefox 52'];
const mostGzip = 350 * 1024;
const faults = [];
const fault = (text) => faults.push(text);

/* Only a hint in old browsers, or a nicety that they may go without. */
const harmless = ['css-appearance', 'css-font-rendering-controls', 'prefers-reduced-motion', 'will-change', 'css-cursors', 'text-size-adjust'];
/* Known by doiuse as partly supported, and used in the supported part only. */
const partly = ['flexbox', 'css-gencontent', 'calc', 'font-feature', 'css-paged-media', 'css-masks', 'outline', 'css-filters', 'wordwrap', 'word-break', 'css3-attr', 'viewport-units', 'css-color-adjust', 'css-overflow', 'mdn-text-decoration-shorthand', 'css-not-sel-list'];
/* Later than these browsers, and not known to doiuse under these names. */
const forbidden = [/[^-]\bgap\s*:/, /\binset\s*:\s*[\d-]/, /\bclamp\(/, /\b(min|max)\(/, /aspect-ratio/, /:is\(/, /:where\(/, /:has\(/, /:focus-visible/, /:focus-within/, /display\s*:\s*grid/, /@supports/, /@layer/, /@container/, /overflow\s*:\s*clip/, /place-(items|content)/];

function files(folder, ending) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path, ending) : path.endsWith(ending) ? [path] : [];
  });
}

function checkScripts() {
  const built = files(join(root, 'dist'), '.js');
  execFileSync(process.execPath, [join(root, 'node_modules/.bin/es-check'), 'es5', ...built], { stdio: 'inherit' });
}

function checkStyle(path) {
  const css = readFileSync(path, 'utf8');
  for (const pattern of forbidden) {
    const found = pattern.exec(css.replace(/\/\*[^]*?\*\//g, ''));
    if (found) fault(`${relative(root, path)}: "${found[0]}" is later than Chrome 56 and Firefox 52`);
  }
  const onFeatureUsage = ({ feature, message, usage }) => {
    if (harmless.includes(feature) || partly.includes(feature)) return;
    fault(`${relative(root, path)}:${usage.source?.start?.line}: ${feature}: ${message.split('\n')[0]}`);
  };
  postcss([doiuse({ browsers, onFeatureUsage })]).process(css, { from: path }).sync();
}

function checkPages() {
  for (const path of files(join(root, 'dist'), '.html')) {
    const html = readFileSync(path, 'utf8');
    if (/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(html)) fault(`${relative(root, path)}: script or style in the markup`);
    if (/(src|href)="(https?:)?\/\//.test(html)) fault(`${relative(root, path)}: names another host`);
    for (const [, asset] of html.matchAll(/"\/(assets\/[^"]+)"/g)) {
      try { statSync(join(root, 'dist', asset)); } catch { fault(`${relative(root, path)}: ${asset} is missing`); }
    }
  }
}

function checkSize() {
  const sum = files(join(root, 'dist'), '').filter((path) => !path.endsWith('.png'))
    .reduce((total, path) => total + gzipSync(readFileSync(path)).length, 0);
  process.stdout.write(`pages: ${Math.round(sum / 1024)} kB gzip\n`);
  if (sum > mostGzip) fault(`the pages take ${sum} bytes gzip, more than ${mostGzip}`);
}

/* What a folder may import: those before it. */
const layers = ['data', 'link', 'text', 'plan', 'view', 'overview', 'targets', 'campaign', 'rates', 'wall', 'inbox', 'help'];

function checkImports() {
  const graph = new Map();
  for (const path of files(join(root, 'src'), '.ts')) {
    const source = readFileSync(path, 'utf8');
    const lines = source.split('\n').length;
    if (lines > 201) fault(`${relative(root, path)}: ${lines} lines`);
    const imported = [...source.matchAll(/from '(\.[^']+)\.js'/g)].map(([, to]) => `${resolve(dirname(path), to)}.ts`);
    graph.set(path, imported);
    imported.forEach((to) => checkDirection(path, to));
    checkFunctions(path, source);
  }
  graph.forEach((_, path) => findCycle(graph, path, []));
}

function layerOf(path) {
  const [folder, file] = relative(join(root, 'src'), path).split('/');
  return file ? layers.indexOf(folder) : layers.length;
}

function checkDirection(from, to) {
  if (layerOf(to) > layerOf(from)) fault(`${relative(root, from)} imports upwards: ${relative(root, to)}`);
}

function findCycle(graph, path, trail) {
  if (trail.includes(path)) {
    fault(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].map((one) => relative(root, one)).join(' > ')}`);
    return;
  }
  if (trail.length < 40) for (const to of graph.get(path) ?? []) if (!findCycle.done.has(to)) findCycle(graph, to, [...trail, path]);
  findCycle.done.add(path);
}
findCycle.done = new Set();

/* Top-level functions only: a view's factory holds its update. */
function checkFunctions(path, source) {
  const lines = source.split('\n');
  lines.forEach((line, at) => {
    if (!/^(export )?function /.test(line)) return;
    const end = lines.findIndex((other, index) => index >= at && other === '}');
    const length = end - at + 1;
    if (length > 45) fault(`${relative(root, path)}:${at + 1}: a function of ${length} lines`);
  });
}

checkScripts();
files(join(root, 'dist/assets'), '.css').forEach(checkStyle);
checkPages();
checkSize();
checkImports();
faults.forEach((text) => process.stderr.write(`${text}\n`));
process.stdout.write(faults.length === 0 ? 'web: all checks passed\n' : `web: ${faults.length} faults\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
