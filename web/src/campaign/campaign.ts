// SPDX-License-Identifier: MIT
/**
 * The campaign page. Before it begins a countdown, while it runs its day and progress, when it is
 * over its balance. Several campaigns of a place take turns.
 */

import type { Campaign, Metric } from '../data/campaign.js';
import { paged } from '../plan/paging.js';
import { campaignsOf } from '../plan/places.js';
import type { Box } from '../plan/stage.js';
import { say } from '../text/words.js';
import { bodyBox } from '../overview/layout.js';
import { make, place, setData, setText, show } from '../view/dom.js';
import type { View } from '../view/dom.js';
import type { PageView } from '../view/pageview.js';
import type { Scene } from '../view/scene.js';
import { slots } from '../view/slots.js';
import { curveView } from './curveview.js';
import { dayPanel } from './daypanel.js';
import { campaignLayout } from './layout.js';
import type { CampaignLayout } from './layout.js';
import { listView } from './lists.js';
import { cardSize, metricCard, titleHeight } from './metrics.js';
import { unitsView } from './units.js';

interface Shown {
  readonly scene: Scene;
  readonly campaign: Campaign;
  readonly layout: CampaignLayout;
}

export function campaign(): PageView {
  const day = dayPanel();
  const parts = [metricsPart(), curvePart(), unitsPart(), listPart(0), listPart(1)];
  const none = make('p', 'page-none');
  const element = make('main', 'page campaign', day.element, ...parts.map((part) => part.element), none);
  let wants = 0;
  return {
    element,
    wantsMs: () => wants,
    update(scene) {
      const all = chosen(scene);
      const turn = paged(all, 1, scene.stop.seconds, scene.shownFor);
      const campaign = turn.items[0];
      wants = turn.wantsMs;
      show(none, !campaign);
      setText(none, say(scene.lang, 'noCampaign'));
      show(day.element, !!campaign);
      parts.forEach((part) => show(part.element, false));
      if (!campaign) return;
      const layout = campaignLayout(scene.stage);
      const isBare = campaign.metrics.length === 0 && campaign.units.length === 0 && campaign.latest.length === 0;
      setData(element, 'phase', campaign.phase);
      const isLarge = isBare || campaign.phase === 'upcoming';
      setData(element, 'large', isLarge ? 'yes' : undefined);
      const box = isLarge ? dayBox(scene, campaign) : layout.day;
      put(day.element, box);
      day.update({ campaign, width: box.width, isLarge, lang: scene.lang });
      parts.forEach((part) => part.update({ scene, campaign, layout }));
    },
  };
}

/** Only the one that was asked for by its key or its name, if any. */
function chosen({ board, stop, options }: Scene): readonly Campaign[] {
  const own = campaignsOf(board, stop.place);
  const asked = options.campaign;
  if (asked) return own.filter((one) => one.key === asked || one.name === asked || `${one.year} ${one.name}` === asked);
  const first = own[0];
  const withData = own.filter((one) => one.metrics.length > 0 || one.latest.length > 0);
  return withData.length > 0 ? withData : first ? [first] : [];
}

/** The day alone, large, where there is little else to show. */
function largeBox({ stage }: Scene): Box {
  return { ...bodyBox(stage), height: 560 };
}

/** With nothing below it, it stands in the middle of the page. */
function dayBox(scene: Scene, campaign: Campaign): Box {
  const box = largeBox(scene);
  return campaign.metrics.length > 0 ? box : { ...box, y: box.y + (bodyBox(scene.stage).height - box.height) / 2 };
}

function put(element: HTMLElement, box: Box): void {
  place(element, box.x, box.y, box.width, box.height);
}

function metricsPart(): View<Shown> {
  const element = make('section', 'cards');
  const cards = slots(element, metricCard);
  return {
    element,
    update({ scene, campaign, layout }) {
      const { cards: count, metrics: box } = layout;
      const shown = paged(campaign.metrics, count, scene.stop.seconds, scene.shownFor);
      const isUpcoming = campaign.phase === 'upcoming';
      const width = (box.width - 48 * (count - 1)) / count;
      const size = cardSize(campaign, width, scene.lang);
      show(element, campaign.metrics.length > 0);
      put(element, isUpcoming ? { ...largeBox(scene), y: largeBox(scene).y + 620, height: 200 } : box);
      const models = shown.items.map((metric) => ({ metric, owner: campaign.key, lang: scene.lang, width, size, phase: campaign.phase }));
      const height = titleHeight(models);
      cards.update(models.map((model) => ({ ...model, titleHeight: height })));
    },
  };
}

function curvePart(): View<Shown> {
  const view = curveView();
  return {
    element: view.element,
    update({ scene, campaign, layout }) {
      const metric = metricInTurn(campaign, scene);
      const { width, height } = layout.curve;
      put(view.element, layout.curve);
      view.update({ campaign, metric, today: scene.board.today, width, height, lang: scene.lang });
    },
  };
}

/** Those with a plan take turns. */
function metricInTurn(campaign: Campaign, scene: Scene): Metric | undefined {
  if (campaign.phase === 'upcoming') return undefined;
  const planned = campaign.metrics.filter((metric) => metric.plan !== undefined);
  const turn = paged(planned.slice(0, 3), 1, scene.stop.seconds, scene.shownFor);
  return turn.items[0] || (campaign.daily.length > 0 ? campaign.metrics[0] : undefined);
}

function unitsPart(): View<Shown> {
  const view = unitsView();
  return {
    element: view.element,
    update({ scene, campaign, layout }) {
      show(view.element, campaign.units.length > 0 && campaign.phase !== 'upcoming');
      put(view.element, layout.units);
      const { width, height } = layout.units;
      view.update({ campaign, lang: scene.lang, width, height, seconds: scene.stop.seconds, shownFor: scene.shownFor });
    },
  };
}

/** One list alone shows both in turn; of two each shows its own. */
function listPart(at: 0 | 1): View<Shown> {
  const view = listView();
  return {
    element: view.element,
    update({ scene, campaign, layout }) {
      const box = layout.lists[at];
      const kinds = (['latest', 'ranking'] as const).filter((kind) => campaign[kind].length > 0);
      const turn = paged(kinds, 1, scene.stop.seconds, scene.shownFor);
      const kind = layout.lists.length > 1 ? kinds[at] : turn.items[0];
      const isShown = !!box && !!kind && campaign.phase !== 'upcoming';
      show(view.element, isShown);
      if (!box || !kind || !isShown) return;
      put(view.element, box);
      const { width, height } = box;
      const { seconds } = scene.stop;
      view.update({ campaign, kind, width, height, seconds, shownFor: scene.shownFor, lang: scene.lang });
    },
  };
}
