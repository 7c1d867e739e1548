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
import { rateRow } from './rate.js';

interface Boxes {
  readonly hero: Box;
  readonly chart: Box;
  readonly list: Box;
}

interface Turn {
  readonly scene: Scene;
  readonly leader: Indicator;
  readonly rates: readonly Indicator[];
  readonly boxes: Boxes;
}

const rowHeight = { least: 88, most: 128 };

export function ratesPage(book: HistoryBook): () => PageView {
  return () => {
    const parts = [heroPart(), chartPart(book), listPart()];
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
        const boxes = boxesFor(scene.stage, pointsFor(book, leader) > 2);
        parts.forEach((part) => part.update({ scene, leader, rates, boxes }));
      },
    };
  };
}

function pointsFor(book: HistoryBook, leader: Indicator): number {
  return Math.max(leader.trend.length, book.pointsOf(leader).length);
}

function boxesFor(stage: Stage, hasChart: boolean): Boxes {
  const body = bodyBox(stage);
  const gap = 72;
  if (stage.arrangement === 'portrait') {
    const chartHeight = hasChart ? 380 : 0;
    return {
      hero: { ...body, height: 470 },
      chart: { ...body, y: body.y + 480, height: chartHeight },
      list: { ...body, y: body.y + 500 + chartHeight, height: body.height - 500 - chartHeight },
    };
  }
  const left = Math.min(1300, body.width * 0.46);
  const heroHeight = hasChart ? 460 : body.height;
  return {
    hero: { ...body, width: left, height: heroHeight },
    chart: { ...body, y: body.y + heroHeight, width: left, height: body.height - heroHeight },
    list: { ...body, x: body.x + left + gap, width: body.width - left - gap },
  };
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
      hero.update({ indicator: leader, why: 'headline', change, lang: scene.lang, width: width * 0.8, isSecond: false, most: 170 });
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
      const look = `${scene.options.theme}/${scene.line.kind === 'stale' ? 'stale' : ''}`;
      drawing.update(controlChart(leader, points, { width, height: height - 50, look }, scene.lang));
      setText(sentence, leader.chartSentence ? pick(scene.lang, leader.chartSentence) : '');
    },
  };
}

function listPart(): View<Turn> {
  const list = make('div', 'rate-rows');
  const rows = slots(list, rateRow);
  const turn = make('p', 'page-turn');
  const parts = partsView();
  const element = make('div', 'rate-lists', list, parts.element, turn);
  return {
    element,
    update({ scene, leader, rates, boxes }) {
      const { x, y, width, height } = boxes.list;
      const hasParts = leader.parts.length > 1;
      const partsHeight = hasParts ? Math.min(height * 0.5, 110 + leader.parts.length * 54) : 0;
      const room = height - partsHeight - (hasParts ? 30 : 0);
      const most = Math.max(1, Math.floor(room / rowHeight.least));
      const tall = Math.max(rowHeight.least, Math.min(rowHeight.most, room / rates.length));
      const shown = paged(rates, most, scene.stop.seconds, scene.shownFor);
      const scale = commonScale(rates.map((one) => ({ ...one, target: one.target && one.target.value })));
      place(list, x, y, width);
      setStyle(list, '--tall', px(tall));
      rows.update(shown.items.map((indicator) => ({
        indicator, scale, width, change: scene.changes[indicator.key], isLeader: indicator === leader, lang: scene.lang,
      })));
      show(parts.element, hasParts);
      place(parts.element, x, y + height - partsHeight, width, partsHeight);
      parts.update({ indicator: leader, height: partsHeight, seconds: scene.stop.seconds, shownFor: scene.shownFor, lang: scene.lang });
      setText(turn, shown.pages > 1 ? say(scene.lang, 'screenOf', shown.page + 1, shown.pages) : '');
    },
  };
}
