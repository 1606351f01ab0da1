/** Sends the scans that were made with no network, once there is one. */

import { Problem, Unreachable } from '../api/failures.ts';
import { serviceTime } from '../ground/clock.ts';
import { pick } from '../page/language.ts';
import { device, type QueuedScan } from './device.ts';
import type { Report } from './merchant-calls.ts';

type Tell = (scans: QueuedScan[]) => Promise<Report[]>;

const MOST_AT_ONCE = 50;
export const LONGEST_AGO_MS = 7 * 24 * 3600 * 1000;
const NOT_AS_IT_SHOULD_BE = 422, KEY_REFUSED = 401;

/** Send what waits in the name of a shop, one page of the device at a time, and log what becomes of it; raises `Problem`. */
export async function deliver(shopId: string | undefined, tell: Tell): Promise<void> {
  if (!('locks' in navigator)) return deliverAlone(shopId, tell);
  return navigator.locks.request('scan-queue', () => deliverAlone(shopId, tell));
}

async function deliverAlone(shopId: string | undefined, tell: Tell): Promise<void> {
  let most = MOST_AT_ONCE;
  giveUpTooOld();
  for (;;) {
    const batch = device.queueOf(shopId).slice(0, most);
    if (batch.length === 0) return;
    try {
      const reports = await tell(batch.map(({ token, scanned_at }) => ({ token, scanned_at })));
      device.dequeue(batch);
      reports.forEach(log);
    } catch (error) {
      if (error instanceof Unreachable) return;
      if (!(error instanceof Problem) || !mayBeOfOneAlone(error, batch.length)) throw error;
      // One of them is refused: they go one by one, and only that one is given up.
      if (batch.length === 1) device.refuse(batch[0]!, error.message);
      most = 1;
    }
  }
}

/** Tell whether some of the batch may yet be taken; an ended key tells of what it scanned before its end alone. */
function mayBeOfOneAlone({ status }: Problem, size: number): boolean {
  return status === NOT_AS_IT_SHOULD_BE || (status === KEY_REFUSED && size > 1);
}

function log({ outcome, message }: Report): void {
  device.log({ at: Date.now(), tone: outcome === 'offline' ? 'good' : 'caution', word: message, isReport: true });
}

/** The service takes scans of the last week. */
function giveUpTooOld(): void {
  const oldest = serviceTime() - LONGEST_AGO_MS;
  for (const scan of device.queue()) {
    if (Date.parse(scan.scanned_at) < oldest) device.refuse(scan, pick('超过七天，不能再补报。', 'More than seven days ago: it can no longer be reported.'));
  }
}
