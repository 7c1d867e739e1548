// SPDX-License-Identifier: MIT
/*
 * Waiting for something to become true, instead of for time to pass. Nothing here asserts how
 * long it took: the limit only ends a test that would hang.
 */

/* Everything is this much slower under valgrind. */
const SLOWNESS = Number(process.env.FLOW_SLOWNESS ?? 1);

export function limitMs(ms = 30000) {
  return ms * SLOWNESS;
}

/* A promise with its ends in reach. */
export function deferred() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  ends.promise.catch(() => {});
  return ends;
}

/* The promise's result, or a failure that says what did not come. */
export async function within(what, promise, ms = 30000) {
  const { promise: late, reject } = deferred();
  const timer = setTimeout(
    () => reject(new Error(`waited in vain for ${typeof what === 'function' ? what() : what}`)),
    limitMs(ms),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/* Asks until the answer is truthy, and gives it. An error thrown by `ask` is a no. */
export async function until(what, ask, ms = 30000) {
  const end = Date.now() + limitMs(ms);
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer) {
        return answer;
      }
    } catch (error) {
      last = `: ${error.message}`;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${typeof what === 'function' ? what() : what}${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
