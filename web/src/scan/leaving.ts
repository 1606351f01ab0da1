/** Signing this phone out: its scans are told, its key ends; what could not be told waits with the key. */

import { Problem } from '../api/failures.ts';
import { pick } from '../page/language.ts';
import { device } from './device.ts';
import { reportOwn } from './reporting.ts';
import { leave, merchant, shop } from './shop.ts';

/** Tell what waits, end this phone's key at the service, then let go of it; raises what the service refuses. */
export async function signOut(): Promise<void> {
  if (shop.merchant === null) return;
  const { key_id } = shop.merchant;
  await reportOwn().catch(passRefusal);
  await merchant.DELETE('/api/v1/merchant/keys/{key_id}', { params: { path: { key_id } } });
  leave(wordsOfLeftOver());
}

/** Let go of a key that cannot be ended now; where scans wait with it, it is ended once they are told. */
export function leaveUnended(): void {
  leave(wordsOfLeftOver(), true);
}

/** Scans that are refused do not keep anybody signed in: they wait with the key. */
function passRefusal(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}

function wordsOfLeftOver(): string {
  const count = device.queueOf(device.merchant()?.id).length;
  return count === 0 ? '' : pick(`还有 ${count} 条离线核验没能补报，连同只用来补报的密钥存在这部手机里，七天内会自动再试。`, `${count} offline scans could not be reported. They are kept on this phone, with the key for reporting alone, and tried again by themselves for seven days.`);
}
