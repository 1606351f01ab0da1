/** What is left to do for shops that this phone scans for no more. */

import { device, type FormerKey, type Merchant } from './device.ts';

/** Scans of one shop that wait; `hasKey`: a key on this phone can still tell of them. */
interface ScansLeft extends Pick<Merchant, 'id' | 'name'> {
  count: number;
  hasKey: boolean;
}

/** Return the scans that wait in other shops' names than the held key's, shop by shop, and the keys yet to be ended. */
export function leftOver(): { scans: ScansLeft[]; toEnd: FormerKey[] } {
  const keys = device.formerKeys(), scans = new Map<string, ScansLeft>();
  for (const { shop } of device.queue()) {
    if (shop.id === device.merchant()?.id) continue;
    const hasKey = keys.some((key) => key.shop.id === shop.id);
    scans.set(shop.id, { ...shop, count: (scans.get(shop.id)?.count ?? 0) + 1, hasKey });
  }
  return { scans: [...scans.values()], toEnd: keys.filter((key) => key.is_to_end) };
}
