// SPDX-License-Identifier: MIT
/** Which units have reported: one cell a unit, its state by shape, tone and word. */

import type { Campaign, Unit, UnitState } from '../data/campaign.js';
import { unitStates } from '../data/campaign.js';
import { paged } from '../plan/paging.js';
import { inLines, listed } from '../text/fit.js';
import type { Fit } from '../text/fit.js';
import { ems } from '../text/measure.js';
import { unitLook, wordOf } from '../text/status.js';
import { say } from '../text/words.js';
import type { Lang } from '../text/words.js';
import { figure } from '../view/figure.js';
import { make, px, setAttribute, setData, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { fittedView, linesView } from '../view/lines.js';
import { mark } from '../view/mark.js';
import { panelHead } from '../view/panelhead.js';
import { slots } from '../view/slots.js';
import { cellSize, nameFit } from './unitcells.js';
import type { CellSize } from './unitcells.js';

export interface UnitsModel {
  readonly campaign: Campaign;
  readonly lang: Lang;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly shownFor: number;
}

interface CellModel {
  readonly unit: Unit;
  readonly size: CellSize;
  readonly lang: Lang;
}

const headHeight = 110;
/** English words need a third line. */
const legendHeight = { zh: 76, en: 106 };
const overdueHeight = 76;

export function unitsView(): View<UnitsModel> {
  const title = panelHead();
  const count = figure('units-figure');
  const about = linesView('span', 'units-about');
  const grid = make('div', 'units-grid');
  const cells = slots(grid, cellView);
  const overdue = make('p', 'units-overdue');
  const legend = make('ul', 'units-legend');
  const marks = slots(legend, legendView);
  return {
    element: make('section', 'panel units', title.element, make('p', 'units-head', count.element, about.element), grid, make('div', 'units-foot', overdue, legend)),
    update({ campaign, lang, width, height, seconds, shownFor }) {
      const size = sizeFor(campaign.units.map((unit) => unit.name), width, height - headHeight - legendHeight[lang] - 50);
      const late = overdueText(campaign, width, lang);
      const { items, from, pages } = paged(size.perPage < campaign.units.length ? inTurn(campaign.units) : campaign.units, size.perPage, seconds, shownFor);
      title.update({ title: say(lang, 'unitsTitle'), about: pages > 1 ? say(lang, 'shownOf', from + 1, from + items.length, campaign.units.length) : '' });
      count.update({ owner: campaign.key, text: coverageText(campaign) });
      about.update(inLines(aboutOf(campaign, lang), (width - 28 - figureFont * ems(coverageText(campaign))) / aboutFont));
      cells.update(items.map((unit) => ({ unit, size, lang })));
      show(overdue, !size.hasName && late !== '');
      setText(overdue, late);
      marks.update(statesIn(campaign.units).map((state) => ({ state, lang })));
    },
  };
}

/** Without names in the cells, those who are overdue are named below them. */
function sizeFor(names: readonly string[], width: number, height: number): CellSize {
  const named = cellSize(names, width, height);
  return named.hasName ? named : cellSize(names, width, height - overdueHeight);
}

/** As many whole names of those who are overdue as there is room for. */
function overdueText({ units }: Campaign, width: number, lang: Lang): string {
  const names = units.filter((unit) => unit.state === 'overdue').map((unit) => unit.name);
  const room = (width / 27) * 2 - 3;
  const shown = listed(names, names.length, lang === 'zh' ? '、' : ', ', (text) => ems(say(lang, 'overdueNames', text)) <= room,
    (some, left) => say(lang, 'andOthers', some, lang === 'zh' ? names.length : left));
  return shown ? say(lang, 'overdueNames', shown) : '';
}

/** Those who are overdue come first where not all are seen at once. */
function inTurn(units: readonly Unit[]): readonly Unit[] {
  return units.filter((unit) => unit.state === 'overdue').concat(units.filter((unit) => unit.state !== 'overdue'));
}

function coverageText(campaign: Campaign): string {
  const reported = campaign.units.filter((unit) => /report/.test(unit.state)).length;
  const must = campaign.units.filter((unit) => unit.state !== 'not_required').length;
  return `${campaign.reported === undefined ? reported : campaign.reported}/${campaign.must === undefined ? must : campaign.must}`;
}

const figureFont = 72;
const aboutFont = 24;

function aboutOf(campaign: Campaign, lang: Lang): readonly string[] {
  const pieces: string[] = [];
  if (campaign.overdue) pieces.push(say(lang, 'overdueUnits', campaign.overdue));
  if (campaign.onTimeRate !== undefined) pieces.push(say(lang, 'onTime', Math.round(campaign.onTimeRate)));
  return pieces;
}

function statesIn(units: readonly Unit[]): readonly UnitState[] {
  return unitStates.filter((state) => units.some((unit) => unit.state === state));
}

const noName: Fit = { text: '', lines: [], font: 28, isCut: false };

function cellView(): View<CellModel> {
  const sign = mark();
  const name = fittedView('span', 'unit-name');
  const element = make('div', 'unit', sign.element, name.element);
  return {
    element,
    update({ unit, size, lang }) {
      const look = unitLook(unit.state);
      sign.update(look);
      setStyle(element, 'width', px(size.width));
      setStyle(element, 'height', px(size.height));
      setData(element, 'state', unit.state);
      setData(element, 'named', size.hasName ? 'yes' : undefined);
      show(name.element, size.hasName);
      name.update(size.hasName ? nameFit(unit.name, size.width) : noName);
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
