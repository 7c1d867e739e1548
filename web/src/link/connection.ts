// SPDX-License-Identifier: MIT
/**
 * The line to the daemon. It never gives up, and there is never more than one attempt.
 *
 *   waiting --timer--> opening --first message--> live --closed, silent, gap--> waiting
 *                         |--closed, silent-----------------------------------> waiting
 *
 * After every third failure in a row the other way is tried once: WebSocket, then events. After the
 * second the daemon is asked first whether it is there.
 */

import { silentMs } from './age.js';
import { backoffMs } from './backoff.js';
import type { Resume, Transport, TransportEvents } from './transport.js';

/** A network that swallows packets is given up this soon; one that answers gets silentMs. */
const openingMs = 4000;

/** What the line needs from its surroundings; tests hand in their own. */
export interface LineWorld {
  now(): number;
  random(): number;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
  openSocket(resume: Resume | undefined, events: TransportEvents): Transport;
  openSocketOnceThere(resume: Resume | undefined, events: TransportEvents): Transport;
  openEvents(resume: Resume | undefined, events: TransportEvents): Transport;
}

export interface LineEvents {
  /** A message came. The answer says whether it could be used; if not, the line starts anew. */
  onText(source: string): 'used' | 'gap';
  onStateChanged(): void;
  /** Where to go on after the last message, if there is one. */
  resumePoint(): Resume | undefined;
  greeting(): string;
}

export interface Line {
  isOpen(): boolean;
  heardAt(): number | undefined;
  say(message: string): void;
  /** Tries at once: the network is back, or the page is visible again. */
  hurry(): void;
  stop(): void;
}

interface State {
  transport: Transport | undefined;
  timer: number | undefined;
  isLive: boolean;
  isStopped: boolean;
  failures: number;
  heardAt: number | undefined;
}

export function startLine(world: LineWorld, events: LineEvents): Line {
  const state: State = {
    transport: undefined, timer: undefined, isLive: false, isStopped: false, failures: 0,
    heardAt: undefined,
  };
  open(world, events, state);
  return {
    isOpen: () => state.isLive,
    heardAt: () => state.heardAt,
    say: (message) => state.isLive && state.transport && state.transport.say(message),
    hurry() {
      if (!state.transport && !state.isStopped) open(world, events, state);
    },
    stop() {
      state.isStopped = true;
      drop(world, state);
    },
  };
}

function open(world: LineWorld, events: LineEvents, state: State): void {
  drop(world, state);
  watchSilence(world, events, state, openingMs);
  state.transport = wayOf(world, state.failures)(events.resumePoint(), {
    onOpen: () => onOpen(world, events, state),
    onText: (source) => onText(world, events, state, source),
    onClosed: () => fail(world, events, state),
  });
}

function wayOf(world: LineWorld, failures: number): LineWorld['openSocket'] {
  if (failures % 4 === 3) return world.openEvents;
  return failures < 2 ? world.openSocket : world.openSocketOnceThere;
}

function onOpen(world: LineWorld, events: LineEvents, state: State): void {
  watchSilence(world, events, state, silentMs);
  if (state.transport) state.transport.say(events.greeting());
}

function onText(world: LineWorld, events: LineEvents, state: State, source: string): void {
  if (events.onText(source) === 'gap') {
    fail(world, events, state);
    return;
  }
  state.heardAt = world.now();
  state.failures = 0;
  watchSilence(world, events, state, silentMs);
  if (!state.isLive) {
    state.isLive = true;
    events.onStateChanged();
  }
}

function watchSilence(world: LineWorld, events: LineEvents, state: State, ms: number): void {
  if (state.timer !== undefined) world.cancel(state.timer);
  state.timer = world.later(() => fail(world, events, state), ms);
}

function fail(world: LineWorld, events: LineEvents, state: State): void {
  const wait = backoffMs(state.failures, world.random());
  drop(world, state);
  state.failures++;
  if (state.isStopped) return;
  state.timer = world.later(() => open(world, events, state), wait);
  events.onStateChanged();
}

function drop(world: LineWorld, state: State): void {
  if (state.timer !== undefined) world.cancel(state.timer);
  if (state.transport) state.transport.close();
  state.timer = undefined;
  state.transport = undefined;
  state.isLive = false;
}
