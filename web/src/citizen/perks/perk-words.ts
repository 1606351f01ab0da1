/** What stands in the way of a perk, where it is used, and how much of it is left, in words. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import type { Perk } from './perk-calls.ts';

/** Say what is missing, or what stands in the way. */
export function whyNotInWords({ conditions, possible_from: from, why }: Pick<Perk, 'conditions' | 'possible_from' | 'why'>): string {
  const missing = conditions.filter(({ holds }) => !holds).map(({ words }) => words);
  const day = from === null ? '' : pick(`等到 ${dayInWords(from)}就可以。`, `By waiting, from ${dayInWords(from)} on.`);
  return missing.length ? [...missing, day].join(pick('', ' ')).trim() : why;
}

/** Say how little is left, where that is so; else nothing. */
export function leftInWords({ left }: Pick<Perk, 'left'>): string {
  if (left === 'available') return '';
  return left === 'few_left' ? pick('名额不多了', 'Few places are left') : pick('名额或预算暂时用完了，与你的信用状况无关', 'None is left for now; your status has nothing to do with it');
}

/** Say where a perk is used: at the places that redeem it, or on a card alone. */
export function placesInWords({ kind, shops, shops_count: count }: Pick<Perk, 'kind' | 'shops' | 'shops_count'>): string {
  if (kind === 'granted') return pick('这项激励办在卡上，由运营单位直接给，商户不核销；商户扫码只看到你是否符合条件。', 'This perk is put on a card by its operator; no merchant redeems it, and a scan tells only whether you are eligible.');
  if (count === 0) return pick('目前还没有单位登记核销这项激励。', 'No place is registered to redeem it yet.');
  const names = shops.join(pick('、', ', '));
  return count > shops.length ? pick(`可以用的地方：${names}等 ${count} 家。`, `Where it is redeemed: ${names} and more, ${count} in all.`) : pick(`可以用的地方：${names}。`, `Where it is redeemed: ${names}.`);
}
