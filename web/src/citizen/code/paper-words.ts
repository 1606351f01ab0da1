/** What is said of a certificate on paper: whether it is good, why not, and what it says. */

import { serviceTime } from '../../ground/clock.ts';
import { pick } from '../../page/language.ts';
import { minuteInWords } from '../../page/moments.ts';
import type { Listed } from './certificate-calls.ts';
import { offeredClaims } from './offered.ts';

const REASONS: Readonly<Record<string, [string, string]>> = {
  by_citizen: ['是你作废的。', 'You ended it.'],
  consent_withdrawn: ['你撤回了授权，它随之作废。', 'You withdrew the consent, and it ended with that.'],
  standing_changed: ['你的信用状况有了变化，纸上的内容不再准确，所以自动作废。需要的话请另做一张。', 'Your status has changed and the paper was no longer true, so it was ended. Make another if you need one.'],
};

type Ending = Pick<Listed, 'expires_at' | 'revoked_at'>;

export function isGood({ revoked_at: ended, expires_at: until }: Ending): boolean {
  return ended === null && Date.parse(until) > serviceTime();
}

export function standingInWords(one: Ending): string {
  if (one.revoked_at !== null) return pick(`已作废：${minuteInWords(one.revoked_at)}`, `Ended: ${minuteInWords(one.revoked_at)}`);
  const until = minuteInWords(one.expires_at);
  return isGood(one) ? pick(`有效到 ${until}`, `Good until ${until}`) : pick(`已到期：${until}`, `Over: ${until}`);
}

/** Say why it was ended early; empty where it was not. */
export function endingInWords({ revoked_because: reason }: Pick<Listed, 'revoked_because'>): string {
  const known = REASONS[reason ?? ''];
  return known === undefined ? '' : pick(...known);
}

/** Name what was ticked, in the order in which it is offered. */
export function claimsInWords(claims: readonly string[]): string[] {
  return offeredClaims().filter(({ claim }) => claims.includes(claim)).map(({ words }) => words);
}
