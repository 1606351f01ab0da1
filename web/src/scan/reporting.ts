/** Telling the service of what was scanned without a network: when it is tried, and what it came to. */

import { shallowReactive } from 'vue';
import { Problem, SignedOut } from '../api/failures.ts';
import { refusalInWords } from '../api/refusals.ts';
import { pick } from '../page/language.ts';
import { deliver } from './delivery.ts';
import { device } from './device.ts';
import { settleFormerKeys } from './former-keys.ts';
import { report as tell } from './merchant-calls.ts';
import { refreshStanding } from './standing.ts';

/** `fault` says why the last try left something waiting. */
export const reporting = shallowReactive({ isBusy: false, fault: '' });

/** Tell of what waits, if there is a network now. */
export async function report(): Promise<void> {
  if (reporting.isBusy || (device.queue().length === 0 && device.formerKeys().length === 0)) return refreshStanding();
  Object.assign(reporting, { isBusy: true, fault: '' });
  try {
    if (navigator.onLine) await tellAll();
    if (isLeft() && !reporting.fault) reporting.fault = pick('还连不上服务。会自动再试，也可以稍后再按。', 'The service cannot be reached yet. This is tried again by itself; you can also press later.');
  } finally {
    reporting.isBusy = false;
    refreshStanding();
  }
}

/** Tell of the shop's scans with the held key; raises `Problem`, and `SignedOut` where it is refused. */
export async function reportOwn(): Promise<void> {
  const shopId = device.merchant()?.id;
  await deliver(shopId, (scans) => {
    // Another tab of this phone may have changed shops meanwhile.
    if (device.merchant()?.id !== shopId) throw new SignedOut();
    return tell(scans);
  });
}

async function tellAll(): Promise<void> {
  try {
    await reportOwn();
  } catch (error) {
    // A key that is refused in the middle of this is a former one by now.
    if (error instanceof Problem) reporting.fault = refusalInWords(error);
    else if (!(error instanceof SignedOut)) throw error;
  }
  await settleFormerKeys();
}

/** Tell whether something waits that a key on this phone can tell. */
function isLeft(): boolean {
  const shops = [device.merchant()?.id, ...device.formerKeys().map(({ shop }) => shop.id)];
  return shops.some((shopId) => device.queueOf(shopId).length > 0);
}
