// SPDX-License-Identifier: MIT
/**
 * The inbox page: asks for the files every two seconds while it is visible, and at once when the
 * line says that something happened, so that one sees the own file being taken.
 */

import { flag, member } from './data/json.js';
import { readMessage } from './data/protocol.js';
import { startLine } from './link/connection.js';
import type { Resume } from './link/transport.js';
import { readOptions, readQuery } from './plan/options.js';
import { browserWorld, oncePerFrame } from './wall/browser.js';
import { required, setAttribute, setData } from './view/dom.js';
import { receiptKey } from './inbox/choose.js';
import { filePath } from './inbox/filepath.js';
import { ask } from './wall/fetching.js';
import { readFiles, readReceipt } from './inbox/files.js';
import { inboxPage } from './inbox/page.js';
import type { InboxModel } from './inbox/page.js';
import { staffHead } from './inbox/staffhead.js';

const pollMs = 2000;
const query = readQuery(location.search);
const { lang } = readOptions('/', query);

let model: InboxModel = {
  files: [], isLoaded: false, isOnline: true, isAvailable: true, chosen: chosenName(),
  receipt: undefined, isGone: false, filter: { search: '', isTroubleOnly: false },
  today: undefined, lang,
};
let at: Resume | undefined;
let receiptFor = '';
let isAsking = false;

setAttribute(document.documentElement, 'lang', lang === 'zh' ? 'zh-CN' : 'en');
setData(document.documentElement, 'theme', query['theme'] === 'dark' ? 'dark' : 'light');

const page = inboxPage((filter) => change({ filter }));
const draw = oncePerFrame(() => page.update(model));
const root = required('inbox');
root.appendChild(staffHead('title', lang));
root.appendChild(page.element);

function change(part: Partial<InboxModel>): void {
  model = { ...model, ...part };
  draw();
}

function chosenName(): string | undefined {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined;
  } catch (_) {
    return undefined;
  }
}

/** One question at a time; what is asked meanwhile is answered by the next turn. */
function refresh(): void {
  if (isAsking || document.hidden) return;
  isAsking = true;
  void ask('/api/files').then((answer) => {
    isAsking = false;
    if (!answer || answer.status !== 200) return change({ isOnline: false });
    const inbox = member(answer.body, 'inbox');
    change({
      files: readFiles(answer.body), isLoaded: true, isOnline: true,
      isAvailable: inbox === undefined || member(inbox, 'available') === undefined || flag(member(inbox, 'available')),
    });
    refreshReceipt();
  });
}

function refreshReceipt(): void {
  const name = model.chosen;
  const key = receiptKey(model.files.filter((file) => file.name === name)[0]) || name || '';
  if (!name || key === receiptFor) return;
  receiptFor = key;
  void ask(filePath(name, lang)).then((answer) => {
    if (model.chosen !== name) return;
    if (!answer) receiptFor = '';
    else change({ receipt: answer.status === 200 ? readReceipt(answer.body) : undefined, isGone: answer.status === 404 });
  });
}

function onChosen(): void {
  change({ chosen: chosenName(), receipt: undefined, isGone: false });
  receiptFor = '';
  refreshReceipt();
  window.scrollTo(0, 0);
}

startLine(browserWorld, {
  onText(source) {
    const read = readMessage(source);
    if (!read.ok) return 'gap';
    const { run, seq, sentAt } = read.message;
    at = { run, seq };
    model = { ...model, today: sentAt.slice(0, 10) };
    if (read.message.type !== 'tick') refresh();
    return 'used';
  },
  onStateChanged: refresh,
  resumePoint: () => at,
  greeting: () => JSON.stringify({ type: 'hello', display: 'inbox', screen: `${screen.width}x${screen.height}`, page: 'inbox' }),
});
window.addEventListener('hashchange', onChosen);
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, pollMs);
refresh();
draw();
