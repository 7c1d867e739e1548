// SPDX-License-Identifier: MIT
/** The keys and buttons of a wall: pause, back, forward, full screen. */

import { say } from '../text/words.js';
import type { Lang, Word } from '../text/words.js';
import { make, setAttribute, setData, setText } from '../view/dom.js';
import type { View } from '../view/dom.js';

export interface Commands {
  pause(): void;
  step(by: number): void;
  fullScreen(): void;
}

interface ControlsModel {
  readonly lang: Lang;
  readonly isPaused: boolean;
  readonly stops: number;
}

export function listenForKeys(commands: Commands): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const command = commandFor(event.key, commands, event.target);
    if (!command) return;
    event.preventDefault();
    command();
  });
}

function commandFor(key: string, commands: Commands, target: EventTarget | null): (() => void) | undefined {
  const isButton = target instanceof HTMLElement && target.tagName === 'BUTTON';
  if (key === 'ArrowRight' || key === 'PageDown') return () => commands.step(1);
  if (key === 'ArrowLeft' || key === 'PageUp') return () => commands.step(-1);
  if ((key === ' ' && !isButton) || /^p$/i.test(key)) return () => commands.pause();
  return /^f$/i.test(key) ? () => commands.fullScreen() : undefined;
}

const idleMs = 4000;

/** Buttons that show themselves while a pointer moves or one of them has the focus. */
export function controls(commands: Commands): View<ControlsModel> {
  const back = button('‹', () => commands.step(-1));
  const pause = button('', () => commands.pause());
  const forward = button('›', () => commands.step(1));
  const full = button('⛶', () => commands.fullScreen());
  const element = make('nav', 'controls', back, pause, forward, full);
  showWhileMoving(element);
  showWhileFocused(element);
  return {
    element,
    update({ lang, isPaused, stops }) {
      const canTurn = stops > 1;
      [back, pause, forward].forEach((one) => (one.hidden = !canTurn));
      setText(pause, isPaused ? '▶' : '❚❚');
      const labels: ReadonlyArray<readonly [Element, Word]> = [
        [back, 'previous'], [pause, isPaused ? 'play' : 'pause'], [forward, 'next'], [full, 'fullScreen'],
      ];
      labels.forEach(([one, word]) => setAttribute(one, 'aria-label', say(lang, word)));
      setAttribute(element, 'aria-label', say(lang, 'fullScreen'));
    },
  };
}

function button(text: string, run: () => void): HTMLButtonElement {
  const element = make('button', 'control') as HTMLButtonElement;
  element.type = 'button';
  setText(element, text);
  element.addEventListener('click', run);
  return element;
}

function showWhileMoving(element: HTMLElement): void {
  let timer = 0;
  document.addEventListener('mousemove', () => {
    setData(document.documentElement, 'pointer', 'moving');
    clearTimeout(timer);
    timer = window.setTimeout(() => setData(document.documentElement, 'pointer', undefined), idleMs);
  });
  setData(element, 'kind', 'wall');
}

/** Old browsers cannot say in CSS that something within has the focus. */
function showWhileFocused(element: HTMLElement): void {
  element.addEventListener('focus', () => setData(element, 'focused', 'yes'), true);
  element.addEventListener('blur', () => setData(element, 'focused', undefined), true);
}

interface OldDocument {
  webkitFullscreenElement?: Element | null;
  mozFullScreenElement?: Element | null;
  webkitExitFullscreen?(): void;
  mozCancelFullScreen?(): void;
}

interface OldElement {
  webkitRequestFullscreen?(): void;
  mozRequestFullScreen?(): void;
}

/** In and out of full screen, by whichever name the browser knows it. */
export function toggleFullScreen(): void {
  const page: Document & OldDocument = document;
  const root: HTMLElement & OldElement = document.documentElement;
  if (page.fullscreenElement || page.webkitFullscreenElement || page.mozFullScreenElement) {
    const leave = page.exitFullscreen || page.webkitExitFullscreen || page.mozCancelFullScreen;
    if (leave) void leave.call(page);
    return;
  }
  const enter = root.requestFullscreen || root.webkitRequestFullscreen || root.mozRequestFullScreen;
  if (enter) void enter.call(root);
}
