/** What a verification rests on: keys, the meaning of codes, lists of revoked certificates, and their ages. */

import { importKeys, type Keys } from '../certificate/keys.ts';
import { readStatusList, STATUS_LIST_PATH, type StatusList } from '../certificate/status-list.ts';
import { serviceTime } from './clock.ts';
import { fetchKept, keptPaths } from './kept.ts';
import { TERMS_PATH, type Terms } from './terms.ts';

const KEYS_PATH = '/.well-known/jwks.json';

/** When something was got, by the service's clock in milliseconds, and whether that was just now. */
export interface Source {
  gotAt: number;
  isFresh: boolean;
}

export interface Ground {
  keys: Keys;
  keysFrom: Source;
  /** Null where the meaning of the codes could not be had. */
  terms: Terms | null;
  lists: Map<number, StatusList>;
}

/** Return keys and terms, from the network or as kept; null where there are no keys at all. */
export async function loadGround(): Promise<Ground | null> {
  const [keys, terms] = await Promise.all([fetchKept(KEYS_PATH), fetchKept(TERMS_PATH)]);
  if (keys === null) return null;
  const { gotAt, isFresh } = keys;
  return {
    keys: await importKeys(keys.body),
    keysFrom: { gotAt, isFresh },
    terms: terms && (JSON.parse(terms.body) as Terms),
    lists: new Map(),
  };
}

/** Add the list of this number to the ground, if a good one can be had and it is not there and recent. */
export async function loadList(ground: Ground, number: number): Promise<void> {
  const present = ground.lists.get(number);
  if (!present || !isRecent(present)) await renewList(ground, number);
}

/** Add the newest list of this number that can be had: what was ended a minute ago shall not look good. */
export async function renewList(ground: Ground, number: number): Promise<void> {
  const kept = await fetchKept(`${STATUS_LIST_PATH}${number}`);
  const list = kept && (await readStatusList(kept.body, ground.keys));
  if (list) ground.lists.set(number, list);
}

/** Fetch the lists in use, and those that were ever needed here, so that they are there without a network. */
export async function loadLists(ground: Ground): Promise<void> {
  const seen = (await keptPaths(STATUS_LIST_PATH)).map((path) => Number(path.slice(STATUS_LIST_PATH.length)));
  const numbers = new Set([...seen, ...(ground.terms?.status_lists ?? [])]);
  await Promise.all(Array.from(numbers, (number) => loadList(ground, number)));
}

function isRecent(list: StatusList): boolean {
  return serviceTime() / 1000 < list.issuedAt + (list.ttlSeconds ?? 0);
}
