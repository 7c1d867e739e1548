// SPDX-License-Identifier: MIT
/** The moment at which the boards of the tests stand. */
export const demoNow = Date.parse('2026-09-16T10:15:02+08:00');
