// SPDX-License-Identifier: MIT
/*
 * The include graph: an arrow may only point down, and there is no cycle.
 *
 * Checked are layers (which layer may see which), files, and modules. A module is a source file
 * with its header; `notation_numeral` is a part of `notation` and may know it, so both count as
 * one. app/main is the top; nothing includes it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../daemon');

/* What each layer may include, besides itself. */
const BELOW = {
  base: [],
  model: ['base'],
  ingest: ['base', 'model'],
  store: ['base', 'model'],
  compute: ['base', 'model', 'store'],
  serve: ['base', 'model'],
  app: ['base', 'model', 'ingest', 'store', 'compute', 'serve'],
};

function sourceFiles() {
  return Object.keys(BELOW).flatMap((layer) =>
    readdirSync(join(ROOT, layer))
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => `${layer}/${name}`),
  );
}

function includesOf(file) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map((match) => match[1]);
}

function layerFaults(graph) {
  const faults = [];
  for (const [file, included] of graph) {
    const layer = file.split('/')[0];
    for (const target of included) {
      const other = target.split('/')[0];
      if (other !== layer && !BELOW[layer].includes(other)) {
        faults.push(`${file} includes ${target}: ${layer} may not see ${other}`);
      }
    }
  }
  return faults;
}

/* The whole that a file belongs to: ingest/notation_numeral.c -> ingest/notation. */
function moduleNamer(files) {
  const stems = new Set(files.map((file) => file.replace(/\.[ch]$/, '')));
  return (file) => {
    let stem = file.replace(/\.[ch]$/, '');
    for (let cut = stem.lastIndexOf('_'); cut > 0; cut = stem.lastIndexOf('_', cut - 1)) {
      if (stems.has(stem.slice(0, cut))) {
        stem = stem.slice(0, cut);
      }
    }
    return stem;
  };
}

function foldedBy(graph, nameOf) {
  const folded = new Map();
  for (const [file, included] of graph) {
    const from = nameOf(file);
    const to = folded.get(from) ?? new Set();
    included.map(nameOf).forEach((name) => name !== from && to.add(name));
    folded.set(from, to);
  }
  return folded;
}

/* One cycle as a list of nodes, or null. */
function findCycle(graph) {
  const done = new Set();
  const path = [];
  function visit(node) {
    if (done.has(node)) {
      return null;
    }
    const at = path.indexOf(node);
    if (at >= 0) {
      return [...path.slice(at), node];
    }
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) {
        return cycle;
      }
    }
    path.pop();
    done.add(node);
    return null;
  }
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) {
      return cycle;
    }
  }
  return null;
}

const files = sourceFiles();
const graph = new Map(files.map((file) => [file, includesOf(file)]));
const faults = layerFaults(graph);
for (const [what, nodes] of [
  ['files', graph],
  ['modules', foldedBy(graph, moduleNamer(files))],
]) {
  const cycle = findCycle(nodes);
  if (cycle) {
    faults.push(`a cycle of ${what}: ${cycle.join(' -> ')}`);
  }
}
faults.forEach((fault) => console.log(fault));
console.log(`includes: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
