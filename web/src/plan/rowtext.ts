// SPDX-License-Identifier: MIT
/** What a row of the overview says about an indicator, in pieces. Pure. */

import type { Indicator } from '../data/model.js';
import { formatChange, formatPeriod } from '../text/format.js';
import { indicatorLook, missingLook, wordOf } from '../text/status.js';
import type { Look } from '../text/status.js';
import { displayText } from '../text/translate.js';
import { pick, say } from '../text/words.js';
import type { Lang } from '../text/words.js';

/** A mark beside a figure: a word whose kind decides its shape and colour. */
export interface Tag {
  readonly kind: 'stale' | 'doubt' | 'revised' | 'sample' | 'missing';
  readonly text: string;
}

export interface RowText {
  readonly name: string;
  readonly figure: string;
  /** The figure is the target, because nothing has been reported yet. */
  readonly isTarget: boolean;
  /** The figure is a word that says why there is none. */
  readonly isWord: boolean;
  readonly look: Look;
  readonly notes: readonly string[];
  readonly tags: readonly Tag[];
}

/** The indicator's own name, with its item. */
export function nameOf(indicator: Indicator): string {
  return indicator.item ? `${indicator.name} · ${indicator.item}` : indicator.name;
}

/** The period of the figure; of a sum, until when it runs. */
export function periodOf({ period, done }: Indicator, lang: Lang): string {
  if (!period) return '';
  return done ? say(lang, 'soFar', formatPeriod(period, lang)) : formatPeriod(period, lang);
}

/** What stands for the figure: its sum so far or its display with its unit, its target, or why there is none. */
export function figureOf(indicator: Indicator, lang: Lang): string {
  const display = indicator.done || indicator.display;
  if (display === undefined) {
    if (indicator.target) return displayText(indicator.target.display, lang);
    return indicator.missing ? wordOf(missingLook(indicator.missing), lang) : '—';
  }
  const unit = indicator.unit;
  const isBare = /\d$/.test(display) && !/\//.test(display) && unit !== '' && unit !== '%';
  return displayText(isBare ? display + unit : display, lang);
}

export function rowText(indicator: Indicator, areaPeriod: string | undefined, lang: Lang): RowText {
  return {
    name: nameOf(indicator),
    figure: figureOf(indicator, lang),
    isTarget: indicator.display === undefined && !!indicator.target,
    isWord: indicator.display === undefined && !indicator.target,
    look: indicatorLook(indicator),
    notes: notesOf(indicator, areaPeriod, lang),
    tags: tagsOf(indicator, lang),
  };
}

function notesOf(one: Indicator, areaPeriod: string | undefined, lang: Lang): readonly string[] {
  const notes: string[] = [];
  const isReported = one.display !== undefined;
  if (one.period && (one.done || one.period !== areaPeriod) && isReported) notes.push(periodOf(one, lang));
  if (one.target && isReported) notes.push(say(lang, 'target', displayText(one.target.display, lang)));
  if (one.target && !isReported) notes.push(say(lang, 'targetValue'));
  const status = wordOf(indicatorLook(one), lang);
  if (status && one.status !== 'too_few' && !isTagged(one)) notes.push(status);
  if (one.yoy !== undefined && one.nature !== 'growth') {
    notes.push(say(lang, 'yoy', `${formatChange(one.yoy)}%`));
  }
  if (!isReported && one.due && one.due.text) {
    if (one.status === 'overdue') notes.pop();
    notes.push(pick(lang, one.due.text));
  }
  return notes;
}

/** Why a figure is odd is said by a tag, why it is missing in its place: not once more as a note. */
function isTagged(one: Indicator): boolean {
  return one.status === 'none' && !!one.missing && (one.display !== undefined || !one.target);
}

export function tagsOf(one: Indicator, lang: Lang): readonly Tag[] {
  const tags: Tag[] = [];
  if (one.isStale) tags.push({ kind: 'stale', text: say(lang, 'expired') });
  if (one.doubts > 0) tags.push({ kind: 'doubt', text: say(lang, 'doubt') });
  if (one.isRevised) tags.push({ kind: 'revised', text: say(lang, 'revised') });
  if (one.sample) {
    tags.push({ kind: 'sample', text: say(lang, one.sample === 'small' ? 'smallSample' : 'countsOnly') });
  }
  if (one.missing && one.missing !== 'unreported' && one.display !== undefined) {
    tags.push({ kind: 'missing', text: wordOf(missingLook(one.missing), lang) });
  }
  return tags;
}
