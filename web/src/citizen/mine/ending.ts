/** What ended with a consent: what was there before it was taken back and is not, or is ending, now. */

import type { Shapes } from '../../api/client.ts';
import { pick } from '../../page/language.ts';

type Card = Pick<Shapes['CardAnswer'], 'id' | 'card' | 'operator'>;
type Grant = Pick<Shapes['GrantAnswer'], 'id' | 'perk' | 'state'>;

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
    ...cards.map((one) => pick(`已解除关联：${one.operator.name ?? ''} ${one.card ?? ''}。卡照常使用。`, `Unlinked: ${one.operator.name ?? ''} ${one.card ?? ''}. The card works as ever.`)),
  ];
}
