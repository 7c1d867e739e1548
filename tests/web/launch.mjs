// SPDX-License-Identifier: MIT
/* How the browser is started: Debian's Chromium, or the one that CHROMIUM names. */
export const launch = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage',
    '--force-color-profile=srgb', '--js-flags=--expose-gc', '--enable-precise-memory-info',
  ],
};
