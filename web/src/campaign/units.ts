// SPDX-License-Identifier: MIT
/** Which units have reported: one cell a unit, its state by shape, tone and word. */

import type { Campaign, Unit, UnitState } from '../data/campaign.js';
import { unitStates } from '../data/campaign.js';
import { shortened } from '../text/measure.js';
import { unitLook, wordOf } from '../text/status.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setAttribute, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { mark } from '../view/mark.js';
import { slots } from '../view/slots.js';

export interface UnitsModel {
  readonly campaign: Campaign;
  readonly lang: Lang;
  readonly width: number;
  readonly height: number;
}

interface CellModel {
  readonly unit: Unit;
  readonly size: CellSize;
  readonly lang: Lang;
}

interface CellSize {
  readonly width: number;
  readonly height: number;
  readonly hasName: boolean;
}

const headHeight = 110;
/** English words need a third line. */
const legendHeight = { zh: 76, en: 106 };
const overdueHeight = 76;

export function unitsView(): View<UnitsModel> {
  const title = make('h2', 'panel-title');
  const count = figure('units-figure');
  const about = make('span', 'units-about');
  const grid = make('div', 'units-grid');
  const cells = slots(grid, cellView);
  const overdue = make('p', 'units-overdue');
  const legend = make('ul', 'units-legend');
  const marks = slots(legend, legendView);
  return {
    element: make('section', 'panel units', title, make('p', 'units-head', count.element, about), grid, make('div', 'units-foot', overdue, legend)),
    update({ campaign, lang, width, height }) {
      const size = sizeFor(campaign.units.length, width, height - headHeight - legendHeight[lang] - 50);
      const late = overdueText(campaign, lang);
      setText(title, say(lang, 'unitsTitle'));
      count.update({ owner: campaign.key, text: coverageText(campaign) });
      setText(about, aboutText(campaign, lang));
      cells.update(campaign.units.map((unit) => ({ unit, size, lang })));
      show(overdue, !size.hasName && late !== '');
      setText(overdue, shortened(late, (width / 27) * 2 - 1));
      marks.update(statesIn(campaign.units).map((state) => ({ state, lang })));
    },
  };
}

/** Without names in the cells, those who are overdue are named below them. */
function sizeFor(count: number, width: number, height: number): CellSize {
  const named = cellSize(count, width, height);
  return named.hasName ? named : cellSize(count, width, height - overdueHeight);
}

function overdueText({ units }: Campaign, lang: Lang): string {
  const names = units.filter((unit) => unit.state === 'overdue').map((unit) => unit.name);
  return names.length > 0 ? say(lang, 'overdueNames', names.join(lang === 'zh' ? '、' : ', ')) : '';
}

/**
 * Cells with names while they fit; beyond that marks alone, the names are in the list. Close lines
 * in two columns come before three columns, which cut names of four characters.
 */
export function cellSize(count: number, width: number, height: number): CellSize {
  for (let columns = 2; columns <= 3; columns++) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const each = Math.min(66, height / rows);
    if (each >= (columns === 2 ? 36 : 44) && width / columns >= 150) return { width: width / columns, height: each, hasName: true };
  }
  const side = Math.sqrt((width * height) / Math.max(1, count));
  const columns = Math.max(1, Math.ceil(width / side));
  const rows = Math.ceil(count / columns);
  return { width: width / columns, height: Math.min(width / columns, height / rows), hasName: false };
}

function coverageText(campaign: Campaign): string {
  const reported = campaign.units.filter((unit) => /report/.test(unit.state)).length;
  const must = campaign.units.filter((unit) => unit.state !== 'not_required').length;
  return `${campaign.reported === undefined ? reported : campaign.reported}/${campaign.must === undefined ? must : campaign.must}`;
}

function aboutText(campaign: Campaign, lang: Lang): string {
  const pieces: string[] = [];
  if (campaign.overdue) pieces.push(say(lang, 'overdueUnits', campaign.overdue));
  if (campaign.onTimeRate !== undefined) pieces.push(say(lang, 'onTime', Math.round(campaign.onTimeRate)));
  return pieces.join(' · ');
}

function statesIn(units: readonly Unit[]): readonly UnitState[] {
  return unitStates.filter((state) => units.some((unit) => unit.state === state));
}

function cellView(): View<CellModel> {
  const sign = mark();
  const name = make('span', 'unit-name');
  const element = make('div', 'unit', sign.element, name);
  return {
    element,
    update({ unit, size, lang }) {
      const look = unitLook(unit.state);
      sign.update(look);
      setStyle(element, 'width', px(size.width));
      setStyle(element, 'height', px(size.height));
      setData(element, 'state', unit.state);
      setData(element, 'named', size.hasName ? 'yes' : undefined);
      setText(name, size.hasName ? shortened(unit.name, (size.width - 48) / 28) : '');
      setAttribute(element, 'title', `${unit.name.slice(0, 100)} ${wordOf(look, lang)}`);
    },
  };
}

function legendView(): View<{ readonly state: UnitState; readonly lang: Lang }> {
  const sign = mark();
  const word = make('span', 'legend-word');
  return {
    element: make('li', 'legend', sign.element, word),
    update({ state, lang }) {
      const look = unitLook(state);
      sign.update(look);
      setText(word, wordOf(look, lang));
    },
  };
}
