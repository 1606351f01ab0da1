/** What the merchant's device keeps: the API key and former ones, scans not yet told, codes seen, and today's answers. */

import type { Shapes } from '../api/client.ts';
import { cityDay, serviceTime } from '../ground/clock.ts';
import type { Tone } from '../page/tone.ts';

/** The shop, and what this phone's key may do in its name. */
export type Merchant = Pick<Shapes['MerchantAnswer'], 'id' | 'name' | 'role' | 'label' | 'key_id'>;

/** A scan made with no network, as it will be told to the service. */
export type QueuedScan = Shapes['OfflineScanBody'];

/** A scan in the queue; a phone that changes shops tells each shop's scans in that shop's name alone. */
export interface WaitingScan extends QueuedScan {
  shop: Pick<Merchant, 'id' | 'name'>;
}

/** A key that this phone scans with no more: it tells what was scanned with it, and ends itself. */
export interface FormerKey {
  api_key: string;
  key_id: string;
  shop: Pick<Merchant, 'id' | 'name'>;
  /** Whether the service has yet to be asked to end it. */
  is_to_end: boolean;
  /** When it was set aside, by the service's clock, in milliseconds. */
  since: number;
}

/** A scan that the service never took, and why; its code is not kept. */
export interface RefusedScan {
  scanned_at: string;
  why: string;
}

/** One of today's answers; nothing in it tells who was scanned. */
export interface Logged {
  at: number;
  tone: Tone;
  word: string;
  /** What became of an earlier scan, told later: no scan of its own. */
  isReport?: boolean;
}

const KEY = 'merchant-key', MERCHANT = 'merchant', FORMER = 'former-keys', QUEUE = 'scan-queue', REFUSED = 'scan-refused', SEEN = 'scan-seen', LOG = 'scan-log';
const LONGEST_LOG = 300, MOST_REFUSED = 50;

export const device = {
  apiKey: (): string | null => localStorage.getItem(KEY),
  merchant: (): Merchant | null => read<Merchant | null>(MERCHANT, null),

  remember(apiKey: string, merchant: Merchant): void {
    localStorage.setItem(KEY, apiKey);
    write(MERCHANT, merchant);
    device.dropFormer(merchant.key_id);
  },

  /** Forget the key; scans not yet told stay, since their holders shall see them. */
  forget(): void {
    localStorage.removeItem(KEY);
    localStorage.removeItem(MERCHANT);
  },

  formerKeys: (): FormerKey[] => read<FormerKey[]>(FORMER, []),
  /** Put a copy of the held key aside, for what is left to do with it. */
  setAside(isToEnd: boolean): void {
    const apiKey = device.apiKey(), merchant = device.merchant();
    if (apiKey === null || merchant === null) return;
    const { id, name, key_id } = merchant;
    write(FORMER, [...device.formerKeys(), { api_key: apiKey, key_id, shop: { id, name }, is_to_end: isToEnd, since: serviceTime() }]);
  },
  noteEnded: (keyId: string): void => write(FORMER, device.formerKeys().map((key) => (key.key_id === keyId ? { ...key, is_to_end: false } : key))),
  dropFormer: (keyId: string): void => write(FORMER, device.formerKeys().filter((key) => key.key_id !== keyId)),

  queue: (): WaitingScan[] => read<WaitingScan[]>(QUEUE, []),
  /** Return the scans that wait to be told in this shop's name. */
  queueOf: (shopId: string | undefined): WaitingScan[] => device.queue().filter(({ shop }) => shop.id === shopId),
  enqueue: (scan: WaitingScan): void => write(QUEUE, [...device.queue(), scan]),
  /** Take these scans off the queue. */
  dequeue(done: readonly QueuedScan[]): void {
    const isDone = (scan: QueuedScan): boolean => done.some((one) => one.token === scan.token && one.scanned_at === scan.scanned_at);
    write(QUEUE, device.queue().filter((scan) => !isDone(scan)));
  },

  refused: (): RefusedScan[] => read<RefusedScan[]>(REFUSED, []),
  /** Give a scan up, and remember that and why. */
  refuse(scan: WaitingScan, why: string): void {
    device.dequeue([scan]);
    write(REFUSED, [{ scanned_at: scan.scanned_at, why }, ...device.refused()].slice(0, MOST_REFUSED));
  },
  forgetRefused: (): void => localStorage.removeItem(REFUSED),

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
