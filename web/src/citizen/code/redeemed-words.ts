/** What a scan has redeemed, or not, and how often is left, in words. */

import { pick } from '../../page/language.ts';
import type { Redemption, Verification } from './certificate-calls.ts';

type Words = [string, string];

const THIS: Readonly<Record<NonNullable<Redemption['period']>, Words>> = { day: ['今天', 'today'], month: ['这个月', 'this month'], year: ['今年', 'this year'] };
const NEXT: Readonly<Record<NonNullable<Redemption['period']>, Words>> = { day: ['明天', 'tomorrow'], month: ['下个月', 'next month'], year: ['明年', 'next year'] };

/** Say in a line what a scan came to: first of all which perk was redeemed. */
export function scanInWords({ merchant, redemption }: Pick<Verification, 'merchant' | 'redemption'>): string {
  if (redemption === null) return pick(`“${merchant}”刚刚核验了你的码`, `“${merchant}” has just scanned your code`);
  const name = redemption.perk.name ?? redemption.perk.id;
  return redemption.redeemed ? pick(`“${merchant}”为你核销了“${name}”一次`, `“${merchant}” redeemed “${name}” for you, once`) : pick(`“${merchant}”没有核销“${name}”`, `“${merchant}” did not redeem “${name}”`);
}

/** Say why not, where it was not redeemed, and how often it can still be used; a line each. */
export function restInWords({ why_not: why, uses_left: left, period }: Pick<Redemption, 'why_not' | 'uses_left' | 'period'>): string[] {
  return [why === null ? '' : pick(`原因：${why}。`, `Why: ${why}.`), leftInWords(left, period)].filter((line) => line !== '');
}

function leftInWords(left: number | null, period: Redemption['period']): string {
  if (left === null || period === null) return '';
  const [now, then] = [pick(...THIS[period]), pick(...NEXT[period])];
  if (left > 0) return pick(`${now}还可以用 ${left} 次。`, left === 1 ? `It can be used once more ${now}.` : `It can be used ${left} times more ${now}.`);
  return pick(`${now}的次数用完了，${then}又可以用。`, `It is used up ${now}, and can be used again ${then}.`);
}
