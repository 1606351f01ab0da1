/** Sends the scans that were made with no network, once there is one. */

import { Problem, Unreachable } from '../api/failures.ts';
import { serviceTime } from '../ground/clock.ts';
import { pick } from '../page/language.ts';
import { device, type QueuedScan } from './device.ts';
import type { Report } from './merchant-calls.ts';

type Tell = (scans: QueuedScan[]) => Promise<Report[]>;

const MOST_AT_ONCE = 50;
const LONGEST_AGO_MS = 7 * 24 * 3600 * 1000;
const NOT_AS_IT_SHOULD_BE = 422;

/** Send what waits in the name of the shop whose key is held, one page of the device at a time; return what became of it. */
export async function deliver(tell: Tell): Promise<Report[]> {
  if (!('locks' in navigator)) return deliverAlone(tell);
  return navigator.locks.request('scan-queue', () => deliverAlone(tell));
}

async function deliverAlone(tell: Tell): Promise<Report[]> {
  const shopId = device.merchant()?.id;
  const reports: Report[] = [];
  let most = MOST_AT_ONCE;
  giveUpTooOld();
  for (;;) {
    const batch = device.queueOf(shopId).slice(0, most);
    if (batch.length === 0) return reports;
    try {
      reports.push(...(await tell(batch.map(({ token, scanned_at }) => ({ token, scanned_at })))));
      device.dequeue(batch);
    } catch (error) {
      if (error instanceof Unreachable) return reports;
      if (!(error instanceof Problem) || error.status !== NOT_AS_IT_SHOULD_BE) throw error;
      // One of them is refused: they go one by one, and only that one is given up.
      if (batch.length === 1) device.refuse(batch[0]!, error.message);
      most = 1;
    }
  }
}

/** The service takes scans of the last week. */
function giveUpTooOld(): void {
  const oldest = serviceTime() - LONGEST_AGO_MS;
  for (const scan of device.queue()) {
    if (Date.parse(scan.scanned_at) < oldest) device.refuse(scan, pick('超过七天，不能再补报。', 'More than seven days ago: it can no longer be reported.'));
  }
}
