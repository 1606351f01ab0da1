/** Telling the service of what was scanned without a network: when it is tried, and what it came to. */

import { shallowReactive } from 'vue';
import { Problem, SignedOut } from '../api/failures.ts';
import { refusalInWords } from '../api/refusals.ts';
import { pick } from '../page/language.ts';
import { deliver } from './delivery.ts';
import { device } from './device.ts';
import { report as tell } from './merchant-calls.ts';
import { refreshStanding } from './standing.ts';

/** `fault` says why the last try left something waiting. */
export const reporting = shallowReactive({ isBusy: false, fault: '' });

/** Tell of what waits, if there is a network now. */
export async function report(): Promise<void> {
  const shopId = device.merchant()?.id;
  if (reporting.isBusy || shopId === undefined || device.queueOf(shopId).length === 0) return refreshStanding();
  Object.assign(reporting, { isBusy: true, fault: '' });
  try {
    await deliverAll();
    if (device.queueOf(shopId).length > 0) reporting.fault = pick('还连不上服务。会自动再试，也可以稍后再按。', 'The service cannot be reached yet. This is tried again by itself; you can also press later.');
  } catch (error) {
    if (error instanceof Problem) reporting.fault = refusalInWords(error);
    else if (!(error instanceof SignedOut)) throw error;
  } finally {
    reporting.isBusy = false;
    refreshStanding();
  }
}

async function deliverAll(): Promise<void> {
  if (!navigator.onLine) return;
  for (const { outcome, message } of await deliver(tell)) {
    device.log({ at: Date.now(), tone: outcome === 'offline' ? 'good' : 'caution', word: message, isReport: true });
  }
}
