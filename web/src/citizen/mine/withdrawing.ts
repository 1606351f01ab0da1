/** Taking a consent back: what rested on it is read before and after. */

import { answerOf } from '../../api/client.ts';
import { perkName } from '../../page/claim-words.ts';
import { pick } from '../../page/language.ts';
import { city } from '../city.ts';
import { withdrawConsent, type Consent } from '../consents.ts';
import { citizen } from '../session.ts';
import { endedInWords, type Held } from './ending.ts';

/** Take a consent back; return what followed, in words. */
export async function withdrawInWords({ id, title }: Consent): Promise<string> {
  const before = await readHeld();
  await withdrawConsent(id);
  const done = pick(`已撤回：${title}，马上生效。`, `Withdrawn: ${title}, at once.`);
  return [done, ...endedInWords(before, await readHeld(), (perk) => perkName(perk, city.terms))].join('\n');
}

async function readHeld(): Promise<Held> {
  const [cards, grants] = await Promise.all([answerOf(citizen.GET('/api/v1/me/cards')), answerOf(citizen.GET('/api/v1/me/perks'))]);
  return { cards: cards.cards, grants: grants.perks };
}
