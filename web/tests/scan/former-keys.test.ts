/** What becomes of a key that the phone scans with no more, and of the scans that were made with it. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SignedOut } from '../../src/api/failures.ts';
import { device } from '../../src/scan/device.ts';
import { notEnded } from '../../src/scan/former-keys.ts';
import { leaveUnended, signOut } from '../../src/scan/leaving.ts';
import { leftOver } from '../../src/scan/left-over.ts';
import { verify } from '../../src/scan/merchant-calls.ts';
import { report, reporting } from '../../src/scan/reporting.ts';
import { keep, leave, shop } from '../../src/scan/shop.ts';
import { BOOKS, refusal, serving, TEA } from './shops.ts';

const DAY_MS = 24 * 3600 * 1000;

/** The service: it notes who asks for what, and refuses where `refuses` says so. */
let asked: string[];
let refuses: (call: string) => Response | null;

const TOLD_BY_BOOKS = 'mk_books POST offline', ENDED_BY_BOOKS = 'mk_books DELETE mkey_1';
const endedKey = (call: string): Response | null => (call === TOLD_BY_BOOKS ? null : refusal(401, '密钥已停用。'));
const away = (): never => {
  throw new TypeError('away');
};

function scanOffline(): void {
  device.enqueue({ token: String(device.queue().length), scanned_at: new Date().toISOString(), shop: { id: BOOKS.id, name: BOOKS.name } });
}

beforeEach(() => {
  localStorage.clear();
  notEnded.clear();
  leave();
  asked = [];
  refuses = () => null;
  serving(async (request) => {
    const call = `${request.headers.get('X-Api-Key')} ${request.method} ${request.url.split('/').at(-1)}`;
    const refused = refuses(call);
    asked.push(call);
    if (refused) return refused;
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    const { scans } = (await request.json()) as { scans: unknown[] };
    return Response.json({ answers: scans.map(() => ({ outcome: 'offline', message: '已补报。' })) });
  });
  keep('mk_books', BOOKS);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a key that the service refuses', () => {
  test('still tells of what was scanned with it, and is then forgotten', async () => {
    scanOffline();
    refuses = endedKey;
    await expect(verify('1', null)).rejects.toThrow(SignedOut);
    expect([device.apiKey(), leftOver().scans]).toEqual([null, [{ id: BOOKS.id, name: '书咖', count: 1, hasKey: true }]]);
    await report();
    expect(asked.slice(1)).toEqual([TOLD_BY_BOOKS]);
    expect([device.queue(), device.formerKeys(), reporting.fault]).toEqual([[], [], '']);
    expect(device.logOfToday(Date.now()).map(({ word }) => word)).toEqual(['已补报。']);
  });

  test('with nothing to tell is forgotten at once', async () => {
    refuses = endedKey;
    await expect(verify('1', null)).rejects.toThrow(SignedOut);
    expect(device.formerKeys()).toEqual([]);
  });

  test('is kept while the service is away, and tried again', async () => {
    scanOffline();
    leave('密钥已停用。');
    refuses = away;
    await report();
    expect([device.formerKeys().length, device.queue().length, reporting.fault]).toEqual([1, 1, expect.stringContaining('连不上服务')]);
    refuses = endedKey;
    await report();
    expect([device.formerKeys(), device.queue()]).toEqual([[], []]);
  });

  test('whose time to tell is over is forgotten; its scans wait for another key of the shop', async () => {
    scanOffline();
    leave('密钥已停用。');
    refuses = () => refusal(401, '密钥已停用。');
    await report();
    expect([device.formerKeys(), leftOver().scans.map(({ hasKey }) => hasKey)]).toEqual([[], [false]]);
    refuses = () => null;
    keep('mk_again', { ...BOOKS, key_id: 'mkey_9' });
    await report();
    expect([asked.at(-1), device.queue()]).toEqual(['mk_again POST offline', []]);
  });

  test('refused while it tells is set aside and goes on telling in the same go', async () => {
    scanOffline();
    let first = true;
    refuses = () => (first ? ((first = false), refusal(401, '密钥已停用。')) : null);
    await report();
    expect([shop.merchant, device.queue(), device.formerKeys()]).toEqual([null, [], []]);
  });
});

describe('signing out', () => {
  test('tells first, then ends the key', async () => {
    scanOffline();
    await signOut();
    expect(asked).toEqual([TOLD_BY_BOOKS, ENDED_BY_BOOKS]);
    expect([device.apiKey(), device.formerKeys(), shop.told]).toEqual([null, [], '']);
  });

  test('says what could not be told, and keeps it with its key', async () => {
    scanOffline();
    refuses = (call) => (call === TOLD_BY_BOOKS ? refusal(429, '太频繁。') : null);
    await signOut();
    expect(asked).toEqual([TOLD_BY_BOOKS, ENDED_BY_BOOKS]);
    expect([device.apiKey(), shop.told]).toEqual([null, expect.stringContaining('1 条离线核验没能补报')]);
    refuses = () => null;
    await report();
    // It has ended: it is not ended again.
    expect(asked.slice(2)).toEqual([TOLD_BY_BOOKS]);
    expect(device.formerKeys()).toEqual([]);
  });

  test('away from the service stays signed in; leaving all the same tells and ends later', async () => {
    scanOffline();
    refuses = away;
    await expect(signOut()).rejects.toThrow('away');
    expect(device.apiKey()).toBe('mk_books');
    leaveUnended();
    expect([device.apiKey(), shop.told]).toEqual([null, expect.stringContaining('没能补报')]);
    asked = [];
    refuses = () => null;
    await report();
    expect([asked, device.formerKeys()]).toEqual([[TOLD_BY_BOOKS, ENDED_BY_BOOKS], []]);
  });

  test('of a key with nothing to tell deletes it as asked, ended or not', () => {
    leaveUnended();
    expect([device.apiKey(), device.formerKeys()]).toEqual([null, []]);
  });
});

describe('joining another shop', () => {
  test('tells what waits for the former one, then ends its key', async () => {
    scanOffline();
    keep('mk_tea', TEA);
    await report();
    expect(asked).toEqual([TOLD_BY_BOOKS, ENDED_BY_BOOKS]);
    expect([device.apiKey(), device.queue(), device.formerKeys()]).toEqual(['mk_tea', [], []]);
  });

  test('ends the former key where nothing waits, too, and tries until it has', async () => {
    keep('mk_tea', TEA);
    refuses = away;
    await report();
    expect(leftOver().toEnd.map((key) => key.shop.name)).toEqual(['书咖']);
    refuses = () => null;
    await report();
    expect([asked, device.formerKeys()]).toEqual([[ENDED_BY_BOOKS], []]);
  });

  test('says why the service does not end the former key, and does not press it', async () => {
    keep('mk_tea', TEA);
    refuses = () => refusal(409, '这是店主的最后一部手机。');
    await report();
    await report();
    expect([asked, notEnded.get('mkey_1')]).toEqual([[ENDED_BY_BOOKS], '这是店主的最后一部手机。']);
    expect(leftOver().toEnd).toHaveLength(1);
  });

  test('gives up after seven days', async () => {
    keep('mk_tea', TEA);
    vi.useFakeTimers({ now: Date.now() + 8 * DAY_MS, toFake: ['Date'] });
    refuses = away;
    await report();
    expect(device.formerKeys()).toEqual([]);
  });

  test('again with the same key, or one that replaces it, ends nothing', async () => {
    keep('mk_books_anew', BOOKS);
    expect(device.formerKeys()).toEqual([]);
    keep('mk_tea', TEA);
    keep('mk_books_anew', BOOKS);
    await report();
    expect(asked).toEqual(['mk_tea DELETE mkey_2']);
  });

  test('with a new key of the same shop leaves the telling to the new one', async () => {
    scanOffline();
    keep('mk_new', { ...BOOKS, key_id: 'mkey_3' });
    await report();
    expect(asked).toEqual(['mk_new POST offline', ENDED_BY_BOOKS]);
    expect([device.queue(), device.formerKeys()]).toEqual([[], []]);
  });
});
