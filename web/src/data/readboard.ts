// SPDX-License-Identifier: MIT
/**
 * Reads the board out of its JSON. An entry is read once: the reader remembers, by the identity
 * of the JSON, what it made of it, so that a delta costs what it changed.
 */

import { isObject, list, member, members, number, text } from './json.js';
import type { Json, JsonObject } from './json.js';
import type { Campaign } from './campaign.js';
import type { Board, Inbox, Indicator, Move, NamedWall, Place } from './model.js';
import { readCampaign } from './readcampaign.js';
import { readIndicator } from './readindicator.js';

export type BoardReader = (json: JsonObject) => Board;

export function boardReader(): BoardReader {
  const indicator = remembered<Indicator>(readIndicator);
  const campaign = remembered<Campaign>(readCampaign);
  return (json) => ({
    title: text(member(json, 'title')) || '质量工作看板',
    place: text(member(json, 'place')),
    today: text(member(json, 'today')),
    doubts: number(member(json, 'doubts')) || 0,
    indicators: entries(member(json, 'indicators'), indicator),
    campaigns: entries(member(json, 'campaigns'), campaign),
    inbox: readInbox(member(json, 'inbox')),
    places: members(member(json, 'places')).map(([name, from]) => readPlace(name, from)),
    moved: list(member(json, 'moved')).map(readMove),
    walls: readWalls(member(json, 'walls')),
  });
}

type Reader<Entry> = (key: string, from: Json) => Entry;

function entries<Entry>(from: unknown, read: Reader<Entry>): readonly Entry[] {
  return members(from).filter(([, value]) => isObject(value)).map(([key, value]) => read(key, value));
}

function remembered<Entry>(read: Reader<Entry>): Reader<Entry> {
  const made = new WeakMap<object, Entry>();
  return (key, from) => {
    const known = made.get(from as object);
    if (known) return known;
    const entry = read(key, from);
    made.set(from as object, entry);
    return entry;
  };
}

function readInbox(from: unknown): Inbox | undefined {
  if (!isObject(from)) return undefined;
  const count = (name: string): number => number(member(from, name)) || 0;
  return {
    isAvailable: member(from, 'available') !== false,
    taken: count('taken'),
    partial: count('partial'),
    refused: count('refused'),
    waiting: count('waiting'),
    lastTakenAt: text(member(from, 'last_taken_at')),
    lastRefusedFile: text(member(member(from, 'last_refused'), 'file')),
  };
}

function readPlace(name: string, from: Json): Place {
  const order = number(member(from, 'order'));
  return {
    name,
    parent: text(member(from, 'parent')),
    order: order === undefined ? Number.MAX_VALUE : order,
  };
}

function readMove(from: Json): Move {
  return {
    indicator: text(member(from, 'indicator')) || '',
    period: text(member(from, 'period')),
    from: text(member(from, 'from')),
    to: text(member(from, 'to')),
    at: text(member(from, 'at')) || '',
  };
}

function readWalls(from: unknown): readonly NamedWall[] {
  return list(from).filter(isObject).map((wall) => {
    const options: { [option: string]: string } = {};
    members(wall).forEach(([option, value]) => {
      options[option] = Array.isArray(value) ? value.join(',') : String(value);
    });
    return { name: text(member(wall, 'name')) || '', options };
  });
}
