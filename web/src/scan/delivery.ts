/** Sends the scans that were made with no network, once there is one. */

import { Problem, Unreachable } from '../api/failures.ts';
import { serviceTime } from '../ground/clock.ts';
import { device } from './device.ts';
import type { MerchantApi, Report } from './merchant-api.ts';

type Telling = Pick<MerchantApi, 'report'>;

const MOST_AT_ONCE = 50;
const LONGEST_AGO_MS = 7 * 24 * 3600 * 1000;
const NOT_AS_IT_SHOULD_BE = 422;

/** Send what is queued, one page of the device at a time; return what became of it. */
export async function deliver(api: Telling): Promise<Report[]> {
  if (!('locks' in navigator)) return deliverAlone(api);
  return navigator.locks.request('scan-queue', () => deliverAlone(api));
}

async function deliverAlone(api: Telling): Promise<Report[]> {
  const reports: Report[] = [];
  let most = MOST_AT_ONCE;
  for (;;) {
    dropTooOld();
    const batch = device.queue().slice(0, most);
    if (batch.length === 0) return reports;
    try {
      reports.push(...(await api.report(batch)));
      device.dequeue(batch.length);
    } catch (error) {
      if (error instanceof Unreachable) return reports;
      if (!(error instanceof Problem) || error.status !== NOT_AS_IT_SHOULD_BE) throw error;
      // One of them is refused: they go one by one, and only that one is given up.
      if (batch.length === 1) device.dequeue(1);
      most = 1;
    }
  }
}

/** The service takes scans of the last week. */
function dropTooOld(): void {
  const oldest = serviceTime() - LONGEST_AGO_MS;
  const old = device.queue().findIndex((scan) => Date.parse(scan.scanned_at) >= oldest);
  device.dequeue(old < 0 ? device.queue().length : old);
}
