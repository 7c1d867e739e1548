// SPDX-License-Identifier: MIT
/** The wall: wires the line to the store, the store to the scene, and the scene to the shell. */

import { boardReader } from './data/readboard.js';
import { helloMessage, readMessage } from './data/protocol.js';
import { freshChanges } from './data/changes.js';
import type { Change } from './data/changes.js';
import { lineState } from './link/age.js';
import { startLine } from './link/connection.js';
import { serverNow } from './link/servertime.js';
import { readOptions, readQuery } from './plan/options.js';
import type { Options } from './plan/options.js';
import { stopIndex, broughtForward, followed, pausedOrNot, startRotation, stepped, turned } from './plan/rotation.js';
import { stopsOf } from './plan/places.js';
import type { Stop } from './plan/places.js';
import { stageFor } from './plan/stage.js';
import type { Stage } from './plan/stage.js';
import { campaign } from './campaign/campaign.js';
import { historyBook } from './rates/history.js';
import { ratesPage } from './rates/rates.js';
import { targets } from './targets/targets.js';
import { overview } from './overview/overview.js';
import { ask } from './wall/fetching.js';
import { browserWorld, oncePerFrame } from './wall/browser.js';
import { controls, listenForKeys, toggleFullScreen } from './wall/keys.js';
import type { Commands } from './wall/keys.js';
import { reloadAfterUpgrade } from './wall/reload.js';
import { shell } from './wall/shell.js';
import { emptyStore, take } from './wall/store.js';
import { withWall } from './wall/named.js';
import type { Scene } from './view/scene.js';
import { required, setAttribute, setData, setText, show } from './view/dom.js';
import { say } from './text/words.js';

const query = readQuery(location.search);
const asked = readOptions(decodeURI(location.pathname), query);
const now = (): number => performance.now();
const read = boardReader();
const root = required('wall');
const first = required('first');
const book = historyBook((path) => ask(path).then((answer) => (answer && answer.status === 200 ? answer.body : undefined)), () => draw());
const pages = shell(root, { overview, rates: ratesPage(book), campaign, targets });

let options: Options = asked;
let store = emptyStore;
let firstBuild: string | undefined;
let stops: readonly Stop[] = [];
let rotation = startRotation(now());
let stage: Stage = measured();

const draw = oncePerFrame(render);
const line = startLine(browserWorld, {
  onText,
  onStateChanged: draw,
  resumePoint: () => store.held,
  greeting: () => helloMessage(asked.display || asked.wall || '', `${screen.width}x${screen.height}`, pageShown()),
});
const commands: Commands = {
  pause: () => turn(pausedOrNot(rotation, now())),
  step: (by) => turn(stepped(rotation, stops, by, now())),
  fullScreen: toggleFullScreen,
};
const buttons = controls(commands);

function onText(source: string): 'used' | 'gap' {
  const message = readMessage(source);
  if (!message.ok) return 'gap';
  const taken = take(store, message.message, read, now());
  store = taken.store;
  if (taken.isGap) return 'gap';
  firstBuild = firstBuild || store.build;
  if (reloadAfterUpgrade(firstBuild, store.build)) return 'used';
  bringForward(taken.found);
  draw();
  return 'used';
}

/** The page of a change that matters comes to the front for a while. */
function bringForward(found: readonly Change[]): void {
  const change = found.filter((one) => one.matters)[0];
  if (!change) return;
  const index = stopIndex(stops, change.place, 'overview');
  rotation = broughtForward(rotation, index < 0 ? stopIndex(stops, change.place, 'rates') : index, now());
}

function render(): void {
  const { board } = store;
  show(first, !board);
  show(root, !!board);
  if (!board) return;
  setOptions(withWall(asked, board, query));
  const next = stopsOf(board, options, options.turns);
  rotation = turned(followed(rotation, stops, next), next, now(), pages.wantsMs());
  stops = next;
  const stop = stops[rotation.index] || stops[0];
  if (!stop) return;
  pages.update(scene(stop, board));
  buttons.update({ lang: options.lang, isPaused: rotation.isPaused, stops: stops.length });
}

function scene(stop: Stop, board: Scene['board']): Scene {
  const at = now();
  const { time } = store;
  const changes = freshChanges(store.changes, [], at);
  return {
    board, stop, options, stage, changes, lang: options.lang, now: at,
    position: rotation.index, stops: stops.length, isPaused: rotation.isPaused,
    shownFor: at - rotation.since,
    line: lineState(line.isOpen(), line.heardAt(), at),
    server: time && { utcMs: serverNow(time, at), zone: time.zone },
  };
}

function setOptions(next: Options): void {
  options = next;
  setData(document.documentElement, 'theme', options.theme);
  setData(document.documentElement, 'fit', options.fit);
  setAttribute(document.documentElement, 'lang', options.lang === 'zh' ? 'zh-CN' : 'en');
  setText(first, say(options.lang, 'firstLook'));
}

function turn(next: typeof rotation): void {
  rotation = next;
  draw();
}

function pageShown(): string {
  const stop = stops[rotation.index];
  return stop ? stop.page : '';
}

function measured(): Stage {
  return stageFor(window.innerWidth, window.innerHeight, options.fit);
}

setOptions(asked);
document.body.appendChild(buttons.element);
listenForKeys(commands);
window.addEventListener('resize', () => {
  stage = measured();
  draw();
});
window.addEventListener('online', () => line.hurry());
document.addEventListener('visibilitychange', () => line.hurry());
setInterval(draw, 1000);
