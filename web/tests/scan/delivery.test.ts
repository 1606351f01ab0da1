/** What becomes of the scans that the service has not heard of. */

import { beforeEach, describe, expect, test } from 'vitest';
import { Problem, Unreachable } from '../../src/api/failures.ts';
import { deliver } from '../../src/scan/delivery.ts';
import { device, type QueuedScan } from '../../src/scan/device.ts';
import type { Report } from '../../src/scan/merchant-calls.ts';
import { BOOKS, TEA } from './shops.ts';

const DAY_MS = 24 * 3600 * 1000;
const told: QueuedScan[][] = [];

function report(scans: QueuedScan[]): Promise<Report[]> {
  told.push(scans);
  return Promise.resolve(scans.map(() => ({ outcome: 'offline', message: '' })));
}

function enqueue(count: number, shop = BOOKS, scanned_at = new Date().toISOString()): void {
  for (let number = 0; number < count; number += 1) device.enqueue({ token: String(device.queue().length), scanned_at, shop });
}

const reported = (): number => device.logOfToday(Date.now()).filter((one) => one.isReport).length;

beforeEach(() => {
  localStorage.clear();
  told.splice(0);
  device.remember('mk_test', BOOKS);
});

describe('the queue', () => {
  test('is told fifty at a time, in its order, with nothing but code and moment', async () => {
    enqueue(120);
    await deliver(BOOKS.id, report);
    expect(reported()).toBe(120);
    expect(told.map((batch) => batch.length)).toEqual([50, 50, 20]);
    expect(told.flat().map((one) => one.token)).toEqual(Array.from({ length: 120 }, (_, number) => String(number)));
    expect(Object.keys(told[0]![0]!).sort()).toEqual(['scanned_at', 'token']);
    expect(device.queue()).toEqual([]);
  });

  test('stays where the service is away', async () => {
    enqueue(2);
    await deliver(BOOKS.id, () => Promise.reject(new Unreachable('away')));
    expect(device.queue()).toHaveLength(2);
  });

  test('keeps what is scanned while it is being told', async () => {
    enqueue(1);
    await deliver(BOOKS.id, async (scans) => {
      if (told.length === 0) device.enqueue({ token: 'new', scanned_at: new Date().toISOString(), shop: TEA });
      return report(scans);
    });
    expect(device.queue().map(({ token }) => token)).toEqual(['new']);
  });

  test('gives up only the scan that the service will not have, and remembers why, without its code', async () => {
    enqueue(3);
    const picky = (scans: QueuedScan[]): Promise<Report[]> =>
      scans.some((one) => one.token === '1') ? Promise.reject(new Problem(422, '', '时间不对。')) : report(scans);
    await deliver(BOOKS.id, picky);
    expect(reported()).toBe(2);
    expect(told.flat().map((one) => one.token)).toEqual(['0', '2']);
    expect(device.queue()).toEqual([]);
    expect(device.refused()).toEqual([{ scanned_at: expect.any(String), why: '时间不对。' }]);
  });

  test('of an ended key is told one by one as far as the key is taken; the rest stays', async () => {
    enqueue(3);
    const ended = (scans: QueuedScan[]): Promise<Report[]> =>
      scans.some((one) => one.token === '2') ? Promise.reject(new Problem(401, '', '密钥已停用。')) : report(scans);
    await expect(deliver(BOOKS.id, ended)).rejects.toThrow('密钥已停用。');
    expect([reported(), device.queue().map(({ token }) => token), device.refused()]).toEqual([2, ['2'], []]);
  });

  test('gives up what is older than the service takes, on a phone without a key too, and says so', async () => {
    enqueue(1, BOOKS, new Date(Date.now() - 8 * DAY_MS).toISOString());
    await deliver(undefined, report);
    expect(told).toEqual([]);
    expect(device.refused().map(({ why }) => why)).toEqual(['超过七天，不能再补报。']);
    device.forgetRefused();
    expect(device.refused()).toEqual([]);
  });

  test('of one shop is never told in the name of another', async () => {
    enqueue(2, TEA);
    enqueue(1, BOOKS);
    await deliver(BOOKS.id, report);
    expect(told.flat().map((one) => one.token)).toEqual(['2']);
    expect(device.queueOf(TEA.id)).toHaveLength(2);
    await deliver(TEA.id, report);
    expect(device.queue()).toEqual([]);
  });

  test('outlives the key', () => {
    enqueue(1);
    device.forget();
    expect([device.apiKey(), device.queue().length]).toEqual([null, 1]);
  });
});
