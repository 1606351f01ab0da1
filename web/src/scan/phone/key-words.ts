/** Keys of a shop, in words. */

import type { Shapes } from '../../api/client.ts';
import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';

export type Key = Shapes['MerchantKeyAnswer'];

export function roleInWords(role: Key['role']): string {
  return role === 'owner' ? pick('店主', 'Owner') : pick('店员', 'Staff');
}

/** Return what a phone is called; a key that was given out by hand has no name. */
export function nameOf({ label }: Pick<Key, 'label'>): string {
  return label || pick('没有名字的手机', 'A phone without a name');
}

/** Say since when a phone is there, and when it was last used. */
export function usedInWords({ created_at, last_used_on }: Pick<Key, 'created_at' | 'last_used_on'>): string {
  const since = dayInWords(created_at.slice(0, 10));
  if (last_used_on === null) return pick(`${since} 加入，还没用过`, `Since ${since}, never used`);
  const used = dayInWords(last_used_on);
  return pick(`${since} 加入，最近 ${used} 用过`, `Since ${since}, last used ${used}`);
}

/** Return minutes and seconds that are left, as 14:05. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
