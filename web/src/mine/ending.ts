/** What ended with a consent: what was there before it was taken back and is not, or is ending, now. */

import { pick } from '../page/language.ts';
import { nameOfCard } from './card-words.ts';
import type { Card, Grant } from './mine-api.ts';

/** What may rest on a consent. */
export interface Held {
  cards: Card[];
  grants: Grant[];
}

const OPEN: readonly string[] = ['pending', 'active'];

/** Return a line for each thing that ended; `nameOf` names a perk. */
export function endedInWords(before: Held, after: Held, nameOf: (perk: string) => string): string[] {
  const isThere = new Set(after.cards.map(({ id }) => id));
  const isOpen = new Set(after.grants.filter(({ state }) => OPEN.includes(state)).map(({ id }) => id));
  const perks = before.grants.filter(({ id, state }) => OPEN.includes(state) && !isOpen.has(id));
  const cards = before.cards.filter(({ id }) => !isThere.has(id));
  return [
    ...perks.map(({ perk }) => pick(`激励开始结束：${nameOf(perk)}。已经借出、租出的照旧，按原约定归还。`, `A perk is ending: ${nameOf(perk)}. What is lent or hired stays as agreed.`)),
    ...cards.map((one) => pick(`已解除关联：${nameOfCard(one)} ${one.card ?? ''}。卡照常使用。`, `Unlinked: ${nameOfCard(one)} ${one.card ?? ''}. The card works as ever.`)),
  ];
}
