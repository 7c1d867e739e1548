// SPDX-License-Identifier: MIT
/*
 * Whether a page stays as small as it was: it is sent update after update, over the line and from
 * page to page, and what it holds is counted again and again. A leak shows as a slope.
 */

/** Runs in the page before its own script: counts messages, and what is set to run later. */
export function countThings() {
  const RealSocket = window.WebSocket;
  const waiting = { timeouts: new Set(), intervals: new Set(), frames: new Set() };
  window.counted = { messages: 0, waiting };
  window.WebSocket = function WebSocket(url, protocol) {
    const socket = new RealSocket(url, protocol);
    socket.addEventListener('message', () => { window.counted.messages += 1; });
    return socket;
  };
  const watch = (start, stop, kept, isOnce) => {
    const begin = window[start].bind(window);
    const end = window[stop].bind(window);
    window[start] = (run, ...rest) => {
      const id = begin((...given) => { if (isOnce) kept.delete(id); run(...given); }, ...rest);
      kept.add(id);
      return id;
    };
    window[stop] = (id) => { kept.delete(id); end(id); };
  };
  watch('setTimeout', 'clearTimeout', waiting.timeouts, true);
  watch('setInterval', 'clearInterval', waiting.intervals, false);
  watch('requestAnimationFrame', 'cancelAnimationFrame', waiting.frames, true);
}

/** What the page holds now, after the garbage is gone. */
async function held(page, client) {
  for (let again = 0; again < 2; again++) await client.send('HeapProfiler.collectGarbage');
  const { metrics } = await client.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  const timers = await page.evaluate(() => {
    const { timeouts, intervals, frames } = window.counted.waiting;
    return timeouts.size + intervals.size + frames.size;
  });
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners'), timers };
}

const taken = (page) => page.evaluate(() => window.counted.messages);
const batch = 1000;

/* The next batch goes out when the page has taken the last one: never more waits than that. */
async function playAndWait(page, replay, count) {
  for (let left = count; left > 0; left -= batch) {
    const before = await taken(page);
    const now = Math.min(batch, left);
    replay.play(now);
    await page.waitForFunction((least) => window.counted.messages >= least, before + now, { polling: 20, timeout: 120000 });
  }
}

const isLive = (page) => page.waitForFunction(() => document.documentElement.dataset.line === 'live', undefined, { timeout: 30000 });

/* A rolled figure and a chart's last move take a second; the glow of a change, eight. */
const settledMs = 1500;

/**
 * Plays `updates` in as many parts as `samples`; in each part every page of the wall has its turn,
 * and the line is cut once. The wall is paused: a target that is crossed would bring the overview
 * forward, and no other page would be seen for long. Reports what is held after each part, on the
 * first page, and which pages were seen. No part begins after `until`, a time of the clock in ms,
 * nor once `isEnough` says so of what was found.
 */
export async function endure(page, replay, { updates, samples, until = Infinity, isEnough = () => false, onSample = () => {} }) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const stops = 4;
  const each = Math.ceil(updates / samples / stops);
  const found = [];
  await page.keyboard.press(' ');
  for (let part = 0; part < samples && Date.now() < until && !isEnough(found); part++) {
    const pages = new Set();
    for (let stop = 0; stop < stops; stop++) {
      await page.keyboard.press('ArrowRight');
      await playAndWait(page, replay, each);
      pages.add(await page.locator('.header-page').textContent());
    }
    await replay.cut();
    await isLive(page);
    await page.waitForTimeout(settledMs);
    found.push({ updates: (part + 1) * each * stops, pages: [...pages], ...await held(page, client) });
    onSample(found[part]);
  }
  return found;
}

/** The middle of the slopes between any two samples (Theil–Sen), per million updates. */
export function slope(samples, name) {
  const slopes = samples.flatMap((one, at) => samples.slice(at + 1)
    .map((other) => ((other[name] - one[name]) * 1e6) / (other.updates - one.updates)));
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}
