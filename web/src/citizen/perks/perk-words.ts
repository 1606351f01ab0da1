/** What stands in the way of a perk, and how much of it is left, in words. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import type { Perk } from './perk-calls.ts';

/** Say what is missing, or what stands in the way. */
export function whyNotInWords({ conditions, possible_from: from, why }: Pick<Perk, 'conditions' | 'possible_from' | 'why'>): string {
  const missing = conditions.filter(({ holds }) => !holds).map(({ words }) => words);
  const day = from === null ? '' : pick(`最早 ${dayInWords(from)}可以。`, `From ${dayInWords(from)} on.`);
  return missing.length ? [...missing, day].join(pick('', ' ')).trim() : why;
}

/** Say how little is left, where that is so; else nothing. */
export function leftInWords({ left }: Pick<Perk, 'left'>): string {
  if (left === 'available') return '';
  return left === 'few_left' ? pick('名额不多了', 'Few places are left') : pick('名额或预算暂时用完了，与你的信用状况无关', 'None is left for now; your status has nothing to do with it');
}
