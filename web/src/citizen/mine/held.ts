/** What may rest on a consent, read before and after it is taken back. */

import { answerOf } from '../../api/client.ts';
import { fetchKept } from '../../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../../ground/terms.ts';
import { perkName } from '../../page/claim-words.ts';
import { pick } from '../../page/language.ts';
import { withdrawConsent, type Consent } from '../consents.ts';
import { citizen } from '../session.ts';
import { endedInWords, type Held } from './ending.ts';

/** Take a consent back; return what followed, in words. */
export async function withdrawInWords({ id, title }: Consent): Promise<string> {
  const before = await readHeld();
  await withdrawConsent(id);
  const done = pick(`已撤回：${title}，马上生效。`, `Withdrawn: ${title}, at once.`);
  const [after, kept] = await Promise.all([readHeld(), fetchKept(TERMS_PATH)]);
  const terms = kept && (JSON.parse(kept.body) as Terms);
  return [done, ...endedInWords(before, after, (perk) => perkName(perk, terms))].join('\n');
}

async function readHeld(): Promise<Held> {
  const [cards, grants] = await Promise.all([answerOf(citizen.GET('/api/v1/me/cards')), answerOf(citizen.GET('/api/v1/me/perks'))]);
  return { cards: cards.cards, grants: grants.perks };
}
