/** What perks are called, from what is published: to name one, nobody's status need be looked at. */

import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { perkName } from '../page/claim-words.ts';

/** Return a way to name a perk by its id. */
export async function namesOfPerks(): Promise<(id: string) => string> {
  const kept = await fetchKept(TERMS_PATH);
  const terms = kept && (JSON.parse(kept.body) as Terms);
  return (id) => perkName(id, terms);
}
