/** Which grants are looked at, and reading them a part at a time. */

import { answerOf } from '../api/client.ts';
import type { Held } from './grant-words.ts';
import { operator } from './key.ts';

export type Kind = 'todo' | 'active' | 'ended' | 'refused' | 'all';

/** What the service is asked for; without a state it is every one. */
export interface GrantsAsked {
  state?: Held['state'];
  named?: string;
  newest_first: boolean;
  limit: number;
  cursor?: string;
}

export type Read = (asked: GrantsAsked) => Promise<{ grants: Held[]; next_cursor: string | null }>;

/** Where a list goes on: in which of its states, and from where in it. */
export interface Place {
  state: number;
  cursor: string | null;
}

/** A part of a list; `next` is null where it was the last. */
export interface Part {
  grants: Held[];
  next: Place | null;
}

const PART = 50;
const STATES: Readonly<Record<Kind, readonly (Held['state'] | undefined)[]>> = {
  todo: ['pending', 'ending'],
  active: ['active'],
  ended: ['ended'],
  refused: ['refused'],
  all: [undefined],
};
export const KINDS = Object.keys(STATES) as Kind[];

/** Read a list from `from` on. What waits is read in the order in which it came; what is done, the newest first. */
export async function readPart(kind: Kind, from: Place | null, read: Read = readHeld): Promise<Part> {
  const states = STATES[kind], grants: Held[] = [];
  let place: Place | null = from ?? { state: 0, cursor: null };
  while (place !== null && grants.length < PART) {
    const state = states[place.state];
    const page = await read({ newest_first: kind !== 'todo', limit: PART, ...(state ? { state } : {}), ...(place.cursor ? { cursor: place.cursor } : {}) });
    grants.push(...page.grants);
    if (page.next_cursor !== null) place = { state: place.state, cursor: page.next_cursor };
    else place = place.state + 1 < states.length ? { state: place.state + 1, cursor: null } : null;
  }
  return { grants, next: place };
}

/** Find the grant of this id, of this link or of this entitlement; whatever else is written is no id, and finds none. */
export async function findNamed(name: string, read: Read = readHeld): Promise<Part> {
  const named = name.trim();
  if (!/^[\w-]{1,40}$/.test(named)) return { grants: [], next: null };
  const { grants } = await read({ named, newest_first: true, limit: PART });
  return { grants, next: null };
}

function readHeld(query: GrantsAsked): ReturnType<Read> {
  return answerOf(operator.GET('/api/v1/operator/grants', { params: { query } }));
}
