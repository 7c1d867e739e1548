// SPDX-License-Identifier: MIT
/**
 * The pass rates: on one side the rate whose turn it is, with its control chart; on the other
 * all of them, and the ranking of the places of the one that is shown.
 */

import type { Indicator } from '../data/model.js';
import { heroView } from '../overview/hero.js';
import { bodyBox } from '../overview/layout.js';
import { paged } from '../plan/paging.js';
import { indicatorsOf } from '../plan/places.js';
import type { Box, Stage } from '../plan/stage.js';
import { pick, say } from '../text/words.js';
import { chart } from '../view/chart.js';
import { make, place, px, setStyle, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import { commonScale } from '../view/interval.js';
import type { PageView } from '../view/pageview.js';
import type { Scene } from '../view/scene.js';
import { slots } from '../view/slots.js';
import { controlChart } from './control.js';
import type { HistoryBook } from './history.js';
import { leadersOf, ratesOf } from './order.js';
import { partsView } from './ranking.js';
import { isTallName, rateRow } from './rate.js';

interface Boxes {
  readonly hero: Box;
  readonly chart: Box;
  readonly list: Box;
  readonly parts: Box | undefined;
}

interface Turn {
  readonly scene: Scene;
  readonly leader: Indicator;
  readonly rates: readonly Indicator[];
  readonly boxes: Boxes;
}

const gap = 72;
const rowHeight = { least: 88, long: 102, most: 128 };

export function ratesPage(book: HistoryBook): () => PageView {
  return () => {
    const parts = [heroPart(), chartPart(book), listPart(), partsPart()];
    const none = make('p', 'page-none');
    let wants = 0;
    return {
      element: make('main', 'page rates', ...parts.map((part) => part.element), none),
      wantsMs: () => wants,
      update(scene) {
        const rates = ratesOf(indicatorsOf(scene.board, scene.stop.place));
        const leaders = leadersOf(rates);
        const turn = paged(leaders, 1, scene.stop.seconds, scene.shownFor);
        const leader = turn.items[0];
        wants = Math.min(turn.wantsMs, 30000);
        show(none, !leader);
        setText(none, say(scene.lang, 'noRates'));
        parts.forEach((part) => show(part.element, !!leader));
        if (!leader) return;
        const boxes = boxesFor(scene.stage, leader, pointsFor(book, leader) > 2);
        parts.forEach((part) => part.update({ scene, leader, rates, boxes }));
      },
    };
  };
}

function pointsFor(book: HistoryBook, leader: Indicator): number {
  return Math.max(leader.trend.length, book.pointsOf(leader).length);
}

/** Below the leading rate its control chart or, without one, its places; on a wide screen these stand beside the list: no side of the page is empty. */
function boxesFor(stage: Stage, leader: Indicator, hasChart: boolean): Boxes {
  const body = bodyBox(stage);
  const wanted = leader.parts.length > 1 ? 110 + leader.parts.length * 54 : 0;
  if (stage.arrangement === 'portrait') return uprightBoxes(body, wanted, hasChart);
  const left = Math.min(1300, body.width * 0.46);
  const hasBelow = hasChart || wanted > 0;
  const heroHeight = hasBelow ? 460 : body.height;
  const hero = { ...body, width: left, height: heroHeight };
  const below = { ...body, y: body.y + heroHeight, width: left, height: body.height - heroHeight };
  const right = { ...body, x: body.x + left + gap, width: body.width - left - gap };
  if (stage.arrangement === 'wide' && wanted > 0) return wideBoxes(body, { hero, chart: below, list: right, parts: undefined }, hasChart);
  const beside = listAndParts(right, hasChart ? wanted : 0);
  return { hero, chart: hasChart ? below : { ...below, height: 0 }, list: beside.list, parts: hasChart || wanted === 0 ? beside.parts : below };
}

function wideBoxes(body: Box, boxes: Boxes, hasChart: boolean): Boxes {
  const { hero, chart, list } = boxes;
  const width = (list.width - gap) / 2;
  return {
    hero: hasChart ? hero : { ...hero, height: body.height },
    chart: hasChart ? chart : { ...chart, height: 0 },
    list: { ...list, width },
    parts: { ...list, x: list.x + width + gap, width },
  };
}

function uprightBoxes(body: Box, wanted: number, hasChart: boolean): Boxes {
  const chartHeight = hasChart ? 380 : 0;
  const rest = { ...body, y: body.y + 500 + chartHeight, height: body.height - 500 - chartHeight };
  const chart = { ...body, y: body.y + 480, height: chartHeight };
  return { hero: { ...body, height: 470 }, chart, ...listAndParts(rest, wanted) };
}

/** The list above, the places below it in at most half of the height. */
function listAndParts(box: Box, wanted: number): Pick<Boxes, 'list' | 'parts'> {
  if (wanted === 0) return { list: box, parts: undefined };
  const height = Math.min(box.height * 0.5, wanted);
  return { list: { ...box, height: box.height - height - 30 }, parts: { ...box, y: box.y + box.height - height, height } };
}

function heroPart(): View<Turn> {
  const hero = heroView();
  const element = make('div', 'centre', hero.element);
  return {
    element,
    update({ scene, leader, boxes }) {
      const { x, y, width, height } = boxes.hero;
      place(element, x, y, width, height);
      const change = scene.changes[leader.key];
      hero.update({ indicator: leader, why: 'headline', change, lang: scene.lang, width: width * 0.8, isSecond: false, most: scene.stage.arrangement === 'portrait' || height < 500 ? 170 : 300 });
    },
  };
}

function chartPart(book: HistoryBook): View<Turn> {
  const drawing = chart('control-chart');
  const sentence = make('p', 'control-sentence');
  const element = make('section', 'panel control-panel', drawing.element, sentence);
  return {
    element,
    update({ scene, leader, boxes }) {
      const { x, y, width, height } = boxes.chart;
      const points = book.pointsOf(leader);
      show(element, height > 0 && points.length > 2);
      if (height <= 0 || points.length <= 2) return;
      place(element, x, y, width, height);
      drawing.update(controlChart(leader, points, { width, height: height - 50 }, scene.lang));
      setText(sentence, leader.chartSentence ? pick(scene.lang, leader.chartSentence) : '');
    },
  };
}

function listPart(): View<Turn> {
  const list = make('div', 'rate-rows');
  const rows = slots(list, rateRow);
  const turn = make('p', 'page-turn');
  return {
    element: make('div', 'rate-lists', list, turn),
    update({ scene, leader, rates, boxes }) {
      const { x, y, width, height } = boxes.list;
      const hasStrips = rates.some((one) => one.trend.length > 1);
      const least = rates.some((indicator) => isTallName({ indicator, width, hasStrips })) ? rowHeight.long : rowHeight.least;
      const most = Math.max(1, Math.floor(height / least));
      const tall = Math.max(least, Math.min(rowHeight.most, height / rates.length));
      const shown = paged(rates, most, scene.stop.seconds, scene.shownFor);
      const scale = commonScale(rates.map(({ value, interval, target }) => ({ value, interval, target: target && target.value })));
      place(list, x, y, width);
      setStyle(list, '--tall', px(tall));
      rows.update(shown.items.map((indicator) => ({
        indicator, scale, width, hasStrips, change: scene.changes[indicator.key], isLeader: indicator === leader, lang: scene.lang,
      })));
      setText(turn, shown.pages > 1 ? say(scene.lang, 'screenOf', shown.page + 1, shown.pages) : '');
    },
  };
}

function partsPart(): View<Turn> {
  const parts = partsView();
  return {
    element: parts.element,
    update({ scene, leader, boxes }) {
      const box = boxes.parts;
      show(parts.element, !!box);
      if (!box) return;
      place(parts.element, box.x, box.y, box.width, box.height);
      parts.update({ indicator: leader, width: box.width, height: box.height, seconds: scene.stop.seconds, shownFor: scene.shownFor, lang: scene.lang });
    },
  };
}
