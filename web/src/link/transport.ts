// SPDX-License-Identifier: MIT
/**
 * The two ways to the daemon, behind one shape: a WebSocket, and Server-Sent Events for networks
 * in which a proxy breaks WebSockets. Only this file knows either.
 */

export interface TransportEvents {
  onOpen(): void;
  onText(source: string): void;
  /** Once, for whatever reason; nothing follows. */
  onClosed(): void;
}

export interface Transport {
  say(message: string): void;
  /** Silent: no event follows. */
  close(): void;
}

export interface Resume {
  readonly run: string;
  readonly seq: number;
}

export function openSocket(resume: Resume | undefined, events: TransportEvents): Transport {
  const socket = new WebSocket(socketAddress(resume), 'plumb.v1');
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    events.onClosed();
  };
  socket.onopen = () => !isOver && events.onOpen();
  socket.onmessage = (event) => !isOver && events.onText(String(event.data));
  socket.onclose = finish;
  socket.onerror = finish;
  return {
    say: (message) => socket.readyState === 1 && socket.send(message),
    close() {
      isOver = true;
      socket.close();
    },
  };
}

/**
 * A browser holds back new sockets for seconds after many that failed. So a line that has been down
 * for a while asks by a plain request whether the daemon is there, and opens a socket only then.
 */
export function openSocketOnceThere(resume: Resume | undefined, events: TransportEvents): Transport {
  const asking = new XMLHttpRequest();
  let socket: Transport | undefined;
  let isOver = false;
  const answered = (isThere: boolean): void => {
    if (isOver) return;
    if (isThere) socket = openSocket(resume, events);
    else events.onClosed();
  };
  asking.open('GET', '/healthz');
  asking.onload = () => answered(asking.status === 200);
  asking.onerror = () => answered(false);
  asking.send();
  return {
    say: (message) => socket && socket.say(message),
    close() {
      isOver = true;
      asking.abort();
      if (socket) socket.close();
    },
  };
}

export function openEvents(resume: Resume | undefined, events: TransportEvents): Transport {
  const source = new EventSource(`/api/events${query(resume)}`);
  let isOver = false;
  const stop = (): void => {
    isOver = true;
    source.close();
  };
  const take = (event: Event): void => {
    if (!isOver) events.onText(String((event as MessageEvent).data));
  };
  source.onopen = () => !isOver && events.onOpen();
  ['message', 'snapshot', 'delta', 'tick'].forEach((name) => source.addEventListener(name, take));
  source.onerror = () => {
    if (isOver) return;
    stop(); // its own retry knows neither our back-off nor our resume point
    events.onClosed();
  };
  return { say: () => undefined, close: stop };
}

function socketAddress(resume: Resume | undefined): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/api/push${query(resume)}`;
}

function query(resume: Resume | undefined): string {
  return resume ? `?run=${encodeURIComponent(resume.run)}&seq=${resume.seq}` : '';
}
