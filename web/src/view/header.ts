// SPDX-License-Identifier: MIT
/** Place, title, page, the server's clock and the state of the line. */

import { formatAge, formatClock } from '../text/format.js';
import { shortened } from '../text/measure.js';
import { titleText } from '../text/translate.js';
import { say } from '../text/words.js';
import { make, setData, setText } from './dom.js';
import type { View } from './dom.js';
import type { Scene } from './scene.js';

export function header(): View<Scene> {
  const place = make('span', 'header-place');
  const page = make('span', 'header-page');
  const title = make('p', 'header-title');
  const heading = make('h1', 'header-heading', place, page);
  const time = make('span', 'clock-time');
  const seconds = make('span', 'clock-seconds');
  const date = make('p', 'clock-date');
  const clock = make('p', 'clock', time, seconds);
  const line = lineView();
  return {
    element: make('header', 'header',
      make('div', 'header-left', title, heading),
      make('div', 'header-right', line.element, make('div', 'header-clock', clock, date))),
    update(scene) {
      const { board, stop, lang, stage } = scene;
      const isNarrow = stage.arrangement === 'portrait';
      setText(title, stop.place ? shortened(titleText(board.title, lang), isNarrow ? 16 : 36) : '');
      setText(place, shortened(stop.place || titleText(board.title, lang), isNarrow ? 6.5 : 15));
      setText(page, say(lang, stop.page));
      line.update(scene);
      if (!scene.server) return;
      const now = formatClock(scene.server.utcMs, scene.server.zone, lang);
      setText(time, now.time);
      setText(seconds, now.seconds);
      setText(date, now.date);
    },
  };
}

function lineView(): View<Scene> {
  const text = make('span', 'line-text');
  const element = make('p', 'line', make('span', 'line-lamp'), text);
  element.setAttribute('role', 'status');
  return {
    element,
    update({ line, lang }) {
      setData(element, 'line', line.kind);
      const age = formatAge(line.ageMs || 0, lang);
      setText(text, say(lang, line.kind, age));
    },
  };
}
