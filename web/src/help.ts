// SPDX-License-Identifier: MIT
/** The help page: how to drop a sheet, the sheets, and what the marks mean. */

import type { Sentence } from './data/model.js';
import { marksExplained, tagsExplained } from './help/marks.js';
import { first, keys, rules, saving, sheets } from './help/text.js';
import type { Sheet, Topic } from './help/text.js';
import { staffHead } from './inbox/staffhead.js';
import { sheetName } from './inbox/words.js';
import { readOptions, readQuery } from './plan/options.js';
import { wordOf } from './text/status.js';
import { pick } from './text/words.js';
import { make, required, setAttribute, setData, setText } from './view/dom.js';
import { mark } from './view/mark.js';

const query = readQuery(location.search);
const { lang } = readOptions('/', query);

setAttribute(document.documentElement, 'lang', lang === 'zh' ? 'zh-CN' : 'en');
setData(document.documentElement, 'theme', query['theme'] === 'dark' ? 'dark' : 'light');

function text(tag: string, name: string, content: string): HTMLElement {
  const element = make(tag, name);
  setText(element, content);
  return element;
}

function topic({ id, title, lines, isNumbered }: Topic, level: 'h2' | 'h3'): HTMLElement {
  const list = make(isNumbered ? 'ol' : 'ul', isNumbered ? 'steps' : 'points');
  lines.forEach((line) => list.appendChild(text('li', '', pick(lang, line))));
  const section = make('section', 'topic', text(level, '', pick(lang, title)), list);
  section.id = id;
  return section;
}

function picture(name: string, caption: Sentence): HTMLElement {
  const image = make('img', 'help-picture') as HTMLImageElement;
  image.src = required(name).getAttribute('href') || '';
  image.alt = pick(lang, caption);
  return make('figure', 'help-figure', image, text('figcaption', '', pick(lang, caption)));
}

function sheetSection(sheet: Sheet): HTMLElement {
  const head = make('tr', '');
  sheet.head.forEach((name) => head.appendChild(text('th', '', name)));
  const body = make('tbody', '');
  sheet.rows.forEach((cells) => {
    const row = make('tr', '');
    cells.forEach((cell) => row.appendChild(text('td', '', cell)));
    body.appendChild(row);
  });
  const link = text('a', 'template', lang === 'zh' ? '下载模板' : 'Template');
  setAttribute(link, 'href', `/templates/${sheet.name}.csv`);
  setAttribute(link, 'download', '');
  const table = make('div', 'table-box', make('table', '', make('thead', '', head), body));
  setAttribute(table, 'tabindex', '0');
  setAttribute(table, 'role', 'region');
  setAttribute(table, 'aria-label', sheetName(sheet.name, lang));
  return make('section', 'sheet', text('h3', '', sheetName(sheet.name, lang)),
    make('p', 'sheet-use', text('span', '', `${pick(lang, sheet.use)} `), link), table);
}

function marksSection(): HTMLElement {
  const list = make('dl', 'marks');
  marksExplained.forEach(({ look, means }) => {
    const sign = mark();
    sign.update(look);
    list.appendChild(make('div', 'mark-line', make('dt', '', sign.element, text('span', '', wordOf(look, lang))),
      text('dd', '', pick(lang, means))));
  });
  tagsExplained.forEach(([name, means]) => {
    list.appendChild(make('div', 'mark-line', make('dt', '', text('span', 'tag', pick(lang, name))), text('dd', '', pick(lang, means))));
  });
  return make('section', 'topic', text('h2', '', lang === 'zh' ? '看板上的标记' : 'The marks on the wall'), list);
}

function page(): HTMLElement {
  const ways = make('div', 'ways', ...saving.map((way) => topic(way, 'h3')));
  return make('main', 'help',
    topic(first, 'h2'),
    picture('picture-inbox', { zh: '收件夹页面:文件的状态与回执', en: 'The inbox page: files, states and a receipt' }),
    make('section', 'topic', text('h2', '', lang === 'zh' ? '怎样存成 CSV' : 'How to save as CSV'), ways),
    topic(rules, 'h2'),
    make('section', 'topic', text('h2', '', lang === 'zh' ? '六种表(另加日历)' : 'The sheets'), ...sheets.map(sheetSection)),
    marksSection(),
    picture('picture-wall', { zh: '看板总览:中间是现在最要紧的', en: 'The overview: in the middle what matters now' }),
    topic(keys, 'h2'));
}

const root = required('help');
root.appendChild(staffHead('help', lang));
root.appendChild(page());
