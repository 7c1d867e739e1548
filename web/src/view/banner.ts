// SPDX-License-Identifier: MIT
/** Says across the page that the line is dead, and since when. */

import { formatAge, formatClock } from '../text/format.js';
import { say } from '../text/words.js';
import { make, setText, show } from './dom.js';
import type { View } from './dom.js';
import type { Scene } from './scene.js';

export function banner(): View<Scene> {
  const text = make('span', 'banner-text');
  const element = make('div', 'banner', text);
  element.setAttribute('role', 'alert');
  return {
    element,
    update({ line, server, lang }) {
      show(element, line.kind === 'stale');
      if (line.kind !== 'stale' || !server || line.ageMs === undefined) return;
      const at = formatClock(server.utcMs - line.ageMs, server.zone, lang);
      setText(text, say(lang, 'staleSince', `${at.time}:${at.seconds}`, formatAge(line.ageMs, lang)));
    },
  };
}
