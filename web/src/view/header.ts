// SPDX-License-Identifier: MIT
/** Place, title, page, the server's clock and the state of the line. */

import { formatAge, formatClock } from '../text/format.js';
import { fit } from '../text/fit.js';
import type { Way } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { titleText } from '../text/translate.js';
import { say } from '../text/words.js';
import { make, setData, setText } from './dom.js';
import type { View } from './dom.js';
import { fittedView } from './lines.js';
import type { Scene } from './scene.js';

export function header(): View<Scene> {
  const place = fittedView('span', 'header-place');
  const page = make('span', 'header-page');
  const title = fittedView('p', 'header-title');
  const heading = make('h1', 'header-heading', place.element, page);
  const time = make('span', 'clock-time');
  const seconds = make('span', 'clock-seconds');
  const date = make('p', 'clock-date');
  const clock = make('p', 'clock', time, seconds);
  const line = lineView();
  return {
    element: make('header', 'header',
      make('div', 'header-left', title.element, heading),
      make('div', 'header-right', line.element, make('div', 'header-clock', clock, date))),
    update(scene) {
      const { board, stop, lang, stage } = scene;
      const isNarrow = stage.arrangement === 'portrait';
      const room = isNarrow ? 480 : stage.width - 900;
      const beside = (isNarrow ? 30 : 36) * ems(say(lang, stop.page)) + 24;
      title.update(fit(stop.place ? titleText(board.title, lang) : '', room, titleWays));
      place.update(fit(stop.place || titleText(board.title, lang), (room - beside) / spaced, isNarrow ? narrowWays : placeWays));
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

/** What the letters of the place stand apart. */
const spaced = 1.03;
const titleWays: readonly Way[] = [{ font: 26, lines: 1 }, { font: 24, lines: 1 }, { font: 24, lines: 2 }];
const placeWays: readonly Way[] = [{ font: 56, lines: 1 }, { font: 44, lines: 1 }, { font: 34, lines: 1 }, { font: 28, lines: 2 }];
const narrowWays: readonly Way[] = [{ font: 48, lines: 1 }, { font: 36, lines: 1 }, { font: 28, lines: 1 }, { font: 24, lines: 2 }];

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
