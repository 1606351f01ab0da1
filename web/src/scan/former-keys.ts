/** Keys that this phone scans with no more: they tell what was scanned with them, end at the service, and are forgotten. */

import { shallowReactive } from 'vue';
import { Problem, Unreachable } from '../api/failures.ts';
import { serviceTime } from '../ground/clock.ts';
import { deliver, LONGEST_AGO_MS } from './delivery.ts';
import { device, type FormerKey } from './device.ts';
import { report } from './merchant-calls.ts';
import { clientWith } from './shop.ts';

const KEY_REFUSED = 401;

/** What the service says to ending a key, by its id; such a key is asked about again once the page is opened anew. */
export const notEnded = shallowReactive(new Map<string, string>());

/** Do what is left to do with former keys; what does not succeed now stays to be tried again, for seven days. */
export async function settleFormerKeys(): Promise<void> {
  for (const key of device.formerKeys()) await settle(key);
}

async function settle(key: FormerKey): Promise<void> {
  const isOver = serviceTime() - key.since > LONGEST_AGO_MS || !(await tell(key));
  const isEnded = !key.is_to_end || (await end(key));
  if (isOver || (isEnded && !hasToTell(key))) device.dropFormer(key.key_id);
  else if (isEnded) device.noteEnded(key.key_id);
}

/** Tell of the scans of the key's shop; false where the service takes nothing from this key any more. */
async function tell(key: FormerKey): Promise<boolean> {
  if (!hasToTell(key)) return true;
  try {
    await deliver(key.shop.id, (scans) => report(scans, clientWith(key.api_key)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.status !== KEY_REFUSED;
  }
  return true;
}

/** Tell whether scans wait for this key; with a new key of the same shop they are the new one's to tell. */
function hasToTell({ shop }: FormerKey): boolean {
  return shop.id !== device.merchant()?.id && device.queueOf(shop.id).length > 0;
}

/** End the key at the service; true once it has ended. */
async function end({ api_key, key_id }: FormerKey): Promise<boolean> {
  if (notEnded.has(key_id)) return false;
  try {
    await clientWith(api_key).DELETE('/api/v1/merchant/keys/{key_id}', { params: { path: { key_id } } });
  } catch (error) {
    if (error instanceof Unreachable) return false;
    if (!(error instanceof Problem)) throw error;
    if (error.status === KEY_REFUSED) return true;
    notEnded.set(key_id, error.message);
    return false;
  }
  return true;
}
