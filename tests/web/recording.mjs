// SPDX-License-Identifier: MIT
/*
 * What the daemon itself pushes when its sheets change, kept word by word, and played to a page
 * as fast as the page takes it. Only the envelope is written anew (run, from, seq, sent_at).
 *
 * The patches set members to values, so that playing them in a circle is a true life of the
 * board: after the first round each place in the circle stands for one board.
 */
import { WebSocket } from 'ws';

import { daemonAt } from './daemon.mjs';
import { demoNow } from './demonow.mjs';
import { mergePatch, startFixture } from './fixture-server.mjs';

const AREAS = ['产品', '工程', '服务', '环境', '监管', '培训'];
const PLACE = '长河区';
const envelope = /^\{"type":"delta","run":"[^"]*","from":\d+,"seq":\d+,"sent_at":"[^"]*",/;

const names = (count, kind) => Array.from({ length: count }, (_, at) => `${AREAS[at % AREAS.length]}${kind}第${at + 1}项`);

function sheet(header, rows) {
  return `\ufeff${[header, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** So many indicators with targets; three of four are sampled rates, the others add up. */
export function sheetsOf(indicators, version = 0) {
  const rates = names(Math.ceil(indicators * 0.75), '抽检合格率');
  const counts = names(indicators - rates.length, '工作量');
  const moves = (at) => (at % 37 === version % 37 ? version : 0);
  return {
    '目标.csv': sheet(['指标', '类别', '性质', '单位', '目标', '地区', '牵头部门'], [
      ...rates.map((name, at) => [name, AREAS[at % AREAS.length], '抽样率', '%', `>=${90 + (at % 8)}`, PLACE, '区市场监管局']),
      ...counts.map((name, at) => [name, AREAS[at % AREAS.length], '累计数', '件', `>=${500 + at * 10}`, PLACE, '区质安办']),
    ]),
    '抽检.csv': sheet(['指标', '时期', '地区', '抽检数', '合格数'], rates.flatMap((name, at) => [1, 2, 3].map((month) => {
      const n = 200 + ((at * 13 + month * 7) % 90);
      return [name, `2026-0${month}`, PLACE, n, n - ((at + (month === 3 ? moves(at) : month)) % 24)];
    }))),
    '数量.csv': sheet(['指标', '时期', '地区', '数值', '单位'], counts.map((name, at) => [name, '2026', PLACE, 300 + at * 7 + moves(at), '件'])),
    '质量月活动台账.csv': sheet(['日期', '地区', '主办单位', '活动名称', '所属活动', '参与人次'], Array.from({ length: 30 + (version % 9) }, (_, at) => [
      `2026-09-${String(1 + (at % 28)).padStart(2, '0')}`, PLACE, `第${1 + (at % 12)}街道`, `质量宣传第${at + 1}场`, '质量月', 40 + at,
    ])),
  };
}

/** Everything that a display is sent, from now on; `settled` waits until nothing more comes. */
async function listen(url) {
  const texts = [];
  const socket = new WebSocket(new URL('api/push', url.replace('http', 'ws')), 'plumb.v1');
  socket.on('message', (data) => texts.push(String(data)));
  await new Promise((done, fail) => { socket.once('message', done); socket.once('error', fail); });
  return { texts, close: () => socket.close() };
}

/**
 * Runs the daemon on that many indicators and saves its sheets anew `saves` times.
 * Returns the board that came first, and the text of each patch after it.
 */
export async function recordDaemon(t, { indicators, saves }) {
  const daemon = await daemonAt(t, new Date(demoNow).toISOString(), { args: ['--place', PLACE] });
  const first = sheetsOf(indicators);
  for (const [name, text] of Object.entries(first)) await daemon.take(name, text);
  const heard = await listen(daemon.url);
  const inbox = { ...first };
  for (let version = 1; version <= saves; version++) {
    for (const [name, text] of Object.entries(sheetsOf(indicators, version))) {
      if (inbox[name] === text) continue;
      inbox[name] = text;
      await daemon.take(name, text);
    }
  }
  const { run, seq } = await daemon.board();
  const last = () => { const { run: r, seq: s } = JSON.parse(heard.texts[heard.texts.length - 1]); return r === run && s >= seq; };
  while (!last()) await new Promise((done) => setTimeout(done, 20));
  heard.close();
  await daemon.stop();
  const deltas = heard.texts.filter((text) => envelope.test(text));
  return { board: JSON.parse(heard.texts[0]).board, patches: deltas.map((text) => text.replace(envelope, '')) };
}

/** A stand-in for the daemon that plays a recording; `play(n)` sends the next n updates. */
export async function startReplay({ board, patches }, options = {}) {
  const started = Date.now();
  const now = () => demoNow + Date.now() - started;
  const fixture = await startFixture({ board, now, ...options });
  const merged = patches.map((text) => JSON.parse(`{${text}`).patch);
  let played = 0;

  function sendNext() {
    const { state } = fixture;
    const sentAt = new Date(now() + 8 * 3600e3).toISOString().replace('Z', '+08:00');
    fixture.sendRaw(`{"type":"delta","run":"${state.run}","from":${state.seq},"seq":${state.seq + 1},"sent_at":"${sentAt}",${patches[played % patches.length]}`);
    state.seq += 1;
    played += 1;
  }
  /* The board as it stands after what was played: what came before the last round is covered by it. */
  function settle() {
    const from = Math.max(0, played - patches.length);
    for (let at = from; at < played; at++) fixture.state.board = mergePatch(fixture.state.board, merged[at % patches.length]);
  }
  return {
    ...fixture,
    get played() { return played; },
    get board() { settle(); return fixture.state.board; },
    play(count) { for (let at = 0; at < count; at++) sendNext(); },
    async cut() {
      settle();
      await fixture.goAway();
      await fixture.comeBack(`run${played}`);
    },
  };
}
