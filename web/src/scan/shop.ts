/** Whose phone this is: the shop's key on it, and the client that calls with it. */

import { reactive } from 'vue';
import { answerOf, clientThat, sendOnce } from '../api/client.ts';
import { Problem, SignedOut } from '../api/failures.ts';
import { device, type Merchant } from './device.ts';

const UNAUTHENTICATED = 401;

/** The shop; null where no key is held. `told` is what has just become of the key, in words; the screen follows both. */
export const shop = reactive<{ merchant: Merchant | null; told: string; isFault: boolean }>({ merchant: device.merchant(), told: '', isFault: false });

/** Calls with the key; raises `SignedOut` where there is none or it is taken no longer. */
export const merchant = clientThat((request) => sendAsMerchant(request));

/** Patience for a scan, to be given to a call as its `fetch`: somebody stands at the counter. */
export const atTheCounter = (request: Request): Promise<Response> => sendAsMerchant(request, 2500);

/** Return a client that calls with a key which is not the held one; raises `Problem` where it is refused. */
export function clientWith(apiKey: string): typeof merchant {
  return clientThat((request) => {
    request.headers.set('X-Api-Key', apiKey);
    return sendOnce(request);
  });
}

/** Take a key, after the service has taken it; raises `Problem` where it does not. */
export async function enter(apiKey: string): Promise<void> {
  keep(apiKey, await answerOf(clientWith(apiKey).GET('/api/v1/merchant')));
}

/** Hold a key that the service has just given out, or taken; the one before is set aside, to be ended. */
export function keep(apiKey: string, { id, name, role, label, key_id }: Merchant): void {
  // A key whose answer was lost is given out anew under the same id: ending it would end the new one.
  if (device.merchant()?.key_id !== key_id) device.setAside(true);
  device.remember(apiKey, { id, name, role, label, key_id });
  Object.assign(shop, { merchant: device.merchant(), told: '', isFault: false });
}

/** Let go of the key on this phone, but for what it has yet to tell; `words` say why, where it was not asked for. */
export function leave(words = '', isToEnd = false): void {
  if (device.queueOf(device.merchant()?.id).length > 0) device.setAside(isToEnd);
  device.forget();
  Object.assign(shop, { merchant: null, told: words, isFault: words !== '' });
}

async function sendAsMerchant(request: Request, patienceMs?: number): Promise<Response> {
  const apiKey = device.apiKey();
  if (apiKey === null) throw new SignedOut();
  request.headers.set('X-Api-Key', apiKey);
  try {
    return await sendOnce(request, patienceMs);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== UNAUTHENTICATED) throw error;
    // Another tab of this phone may hold a newer key by now: that one is not the refused one.
    if (device.apiKey() === apiKey) leave(error.message);
    throw new SignedOut();
  }
}
