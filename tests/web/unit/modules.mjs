// SPDX-License-Identifier: MIT
/* Where run.mjs has put the compiled modules. */
export const load = (name) => import(new URL(`../../../web/node_modules/.test/${name}.js`, import.meta.url));
