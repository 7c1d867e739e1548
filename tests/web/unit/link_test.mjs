// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './modules.mjs';

const { startLine } = await load('link/connection');
const { backoffMs } = await load('link/backoff');
const { lineState, silentMs } = await load('link/age');
const { heard, serverNow, zoneOf } = await load('link/servertime');

/** A world whose clock and transports the test holds in its hands. */
function world({ answer = () => 'used', resume = () => undefined } = {}) {
  const state = { now: 0, timers: new Map(), ids: 0, opened: [], open: 0, mostOpen: 0, changes: 0 };
  const transport = (kind) => (resumeAt, events) => {
    const one = { kind, resumeAt, events, said: [], isClosed: false };
    state.opened.push(one);
    state.mostOpen = Math.max(state.mostOpen, ++state.open);
    const end = () => { if (!one.isClosed) { one.isClosed = true; state.open--; } };
    one.fail = () => { end(); events.onClosed(); };
    return { say: (text) => one.said.push(text), close: end };
  };
  const line = startLine({
    now: () => state.now,
    random: () => 0.5,
    later: (run, ms) => { state.timers.set(++state.ids, { run, at: state.now + ms }); return state.ids; },
    cancel: (id) => { state.timers.delete(id); },
    openSocket: transport('socket'),
    openSocketOnceThere: transport('socket once there'),
    openEvents: transport('events'),
  }, {
    onText: answer, onStateChanged: () => { state.changes++; }, resumePoint: resume, greeting: () => 'hello',
  });
  const pass = (ms) => {
    const until = state.now + ms;
    for (;;) {
      const due = [...state.timers].map(([id, timer]) => ({ timer, id })).filter(({ timer }) => timer.at <= until).sort((a, b) => a.timer.at - b.timer.at)[0];
      if (!due) break;
      state.now = due.timer.at;
      state.timers.delete(due.id);
      due.timer.run();
    }
    state.now = until;
  };
  return { state, line, pass, last: () => state.opened[state.opened.length - 1] };
}

test('the wait grows, has jitter, never exceeds four seconds and never ends', () => {
  assert.ok(backoffMs(0, 0) < backoffMs(2, 0));
  assert.notEqual(backoffMs(1, 0.1), backoffMs(1, 0.9));
  for (let attempt = 0; attempt < 5000; attempt++) {
    const wait = backoffMs(attempt, 0.999);
    assert.ok(wait > 0 && wait <= 4000);
  }
});

test('a day without the daemon is a day of attempts, one at a time', () => {
  const { state, pass, last } = world();

  let before = 0;
  for (let second = 0; second < 86400; second += 5) {
    if (!last().isClosed) last().fail();
    pass(5000);
    assert.ok(state.opened.length > before, 'an attempt in every five seconds');
    before = state.opened.length;
  }

  assert.equal(state.mostOpen, 1);
});

test('an attempt that nobody answers is given up within seconds', () => {
  const { state, pass } = world();

  pass(10000);

  assert.ok(state.opened.length >= 2);
  assert.equal(state.mostOpen, 1);
});

test('after repeated failures the events are tried, and a socket only once the daemon is there', () => {
  const { state, pass, last } = world();

  for (let attempt = 0; attempt < 8; attempt++) {
    last().fail();
    pass(4000);
  }

  assert.deepEqual(state.opened.slice(0, 6).map(({ kind }) => kind),
    ['socket', 'socket', 'socket once there', 'events', 'socket once there', 'socket once there']);
});

test('a line that falls silent is made anew from where it was', () => {
  const { state, pass, last, line } = world({ resume: () => ({ run: 'r', seq: 7 }) });
  last().events.onText('a tick');
  assert.equal(line.isOpen(), true);

  pass(silentMs + 5000);

  assert.equal(state.opened.length >= 2, true);
  assert.deepEqual(last().resumeAt, { run: 'r', seq: 7 });
});

test('a gap closes the line and opens another', () => {
  let answer = 'used';
  const { state, pass, last } = world({ answer: () => answer });
  last().events.onText('snapshot');
  answer = 'gap';

  last().events.onText('a delta of the future');
  pass(5000);

  assert.equal(state.opened[0].isClosed, true);
  assert.ok(state.opened.length >= 2);
});

test('after stop nothing is opened and no timer is left', () => {
  const { state, pass, line } = world();

  line.stop();
  pass(100000);

  assert.equal(state.opened.length, 1);
  assert.equal(state.timers.size, 0);
});

test('the greeting is said once the line is open', () => {
  const { last } = world();

  last().events.onOpen();

  assert.deepEqual(last().said, ['hello']);
});

const states = [
  [false, undefined, 100, 'connecting'], [true, 0, 9000, 'live'], [false, 0, 9000, 'reconnecting'],
  [true, 0, silentMs, 'stale'], [false, 0, 1e9, 'stale'],
];
states.forEach(([isOpen, heardAt, now, kind]) => {
  test(`a line ${isOpen ? 'open' : 'closed'}, heard ${heardAt === undefined ? 'never' : `${now} ms ago`}, is ${kind}`, () => {
    assert.equal(lineState(isOpen, heardAt, now).kind, kind);
  });
});

test('a dead line is stale within fifteen seconds', () => assert.ok(silentMs < 15000));

test('the server time follows its stamps, whatever the clock of the device says', () => {
  const time = heard(undefined, '2026-09-16T10:15:02.113+08:00', 5000);

  assert.equal(serverNow(time, 6000), Date.parse('2026-09-16T10:15:03.113+08:00'));
  assert.equal(time.zone, 480);
});

test('a late message does not set the clock back, a changed server clock does', () => {
  const at = (ms) => new Date(Date.parse('2026-09-16T10:15:00Z') + ms).toISOString();
  const first = heard(undefined, at(0), 0);

  const late = heard(first, at(10000), 10900);
  const changed = heard(late, at(-3600000), 20000);

  assert.ok(Math.abs(serverNow(late, 10900) - (Date.parse(at(10900)))) < 5);
  assert.equal(serverNow(changed, 20000), Date.parse(at(-3600000)));
});

test('a stamp that is no time changes nothing', () => {
  const time = { offset: 1, zone: 2 };

  assert.equal(heard(time, 'soon', 5), time);
  assert.deepEqual([zoneOf('2026-01-01T00:00:00Z'), zoneOf('2026-01-01T00:00:00-05:30')], [0, -330]);
});
