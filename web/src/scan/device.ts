/** What the merchant's device keeps: the API key, scans not yet told, codes seen, and today's answers. */

import { cityDay } from '../ground/clock.ts';
import type { Tone } from '../page/tone.ts';

export interface Merchant {
  id: string;
  name: string;
}

/** A scan made with no network, as it will be told to the service. */
export interface QueuedScan {
  token: string;
  scanned_at: string;
}

/** One of today's answers; nothing in it tells who was scanned. */
export interface Logged {
  at: number;
  tone: Tone;
  word: string;
  /** What became of an earlier scan, told later: no scan of its own. */
  isReport?: boolean;
}

const KEY = 'merchant-key', MERCHANT = 'merchant', QUEUE = 'scan-queue', SEEN = 'scan-seen', LOG = 'scan-log';
const LONGEST_LOG = 300;

export const device = {
  apiKey: (): string | null => localStorage.getItem(KEY),
  merchant: (): Merchant | null => read<Merchant | null>(MERCHANT, null),

  remember(apiKey: string, merchant: Merchant): void {
    localStorage.setItem(KEY, apiKey);
    write(MERCHANT, merchant);
  },

  /** Forget the key; scans not yet told stay, since their holders shall see them. */
  forget(): void {
    localStorage.removeItem(KEY);
    localStorage.removeItem(MERCHANT);
  },

  queue: (): QueuedScan[] => read<QueuedScan[]>(QUEUE, []),
  enqueue: (scan: QueuedScan): void => write(QUEUE, [...device.queue(), scan]),
  /** Take the first scans off the queue. */
  dequeue: (count: number): void => write(QUEUE, device.queue().slice(count)),

  hasSeen: (id: string): boolean => id in read<Record<string, number>>(SEEN, {}),
  /** Note that a single-use code was seen; it is forgotten once it is over anyway, a time in seconds. */
  noteSeen(id: string, overAt: number, now: number): void {
    const seen = Object.entries({ ...read<Record<string, number>>(SEEN, {}), [id]: overAt });
    write(SEEN, Object.fromEntries(seen.filter(([, over]) => over > now)));
  },

  /** Return the answers of the day that `now` is in, newest first. */
  logOfToday(now: number): Logged[] {
    const day = cityDay(now);
    return read<Logged[]>(LOG, []).filter((one) => cityDay(one.at) === day);
  },
  scansOfToday: (now: number): number => device.logOfToday(now).filter((one) => !one.isReport).length,
  log(entry: Logged): void {
    write(LOG, [entry, ...device.logOfToday(entry.at)].slice(0, LONGEST_LOG));
  },
};

function read<T>(name: string, otherwise: T): T {
  const kept = localStorage.getItem(name);
  return kept === null ? otherwise : (JSON.parse(kept) as T);
}

function write(name: string, value: unknown): void {
  localStorage.setItem(name, JSON.stringify(value));
}
