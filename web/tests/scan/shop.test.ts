/** The phone's key: with what it calls, and what becomes of it when it is refused. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SignedOut } from '../../src/api/failures.ts';
import { device } from '../../src/scan/device.ts';
import { verify } from '../../src/scan/merchant-calls.ts';
import { enter, keep, leave, shop } from '../../src/scan/shop.ts';
import { BOOKS, refusal, serving, TEA } from './shops.ts';

const VALID = { outcome: 'valid', message: '有效。', kind: 'dynamic', claims: {} };

beforeEach(() => {
  localStorage.clear();
  keep('mk_test', BOOKS);
});

afterEach(() => vi.unstubAllGlobals());

test('a lost answer is asked for again under the same key, with the shop’s own', async () => {
  const keys: (string | null)[] = [];
  serving((request) => {
    keys.push(request.headers.get('Idempotency-Key'));
    expect(request.headers.get('X-Api-Key')).toBe('mk_test');
    if (keys.length === 1) throw new TypeError('lost');
    return Response.json(VALID);
  });
  const answer = await verify('123', null);
  expect([answer.outcome, keys.length, new Set(keys).size]).toEqual(['valid', 2, 1]);
});

test('a key that was ended is let go of, and the screen says why', async () => {
  serving(() => refusal(401, '密钥已停用。'));
  await expect(verify('123', null)).rejects.toThrow(SignedOut);
  expect([device.apiKey(), shop.merchant, shop.told, shop.isFault]).toEqual([null, null, '密钥已停用。', true]);
});

test('a refusal of the old key does not take the new one, entered meanwhile', async () => {
  serving(() => {
    keep('mk_tea', TEA);
    return refusal(401, '密钥已停用。');
  });
  await expect(verify('123', null)).rejects.toThrow(SignedOut);
  expect([device.apiKey(), shop.merchant?.name]).toEqual(['mk_tea', '茶铺']);
});

test('a key is kept only once the service has taken it', async () => {
  leave();
  serving(() => refusal(401, '密钥不对。'));
  await expect(enter('mk_wrong')).rejects.toThrow('密钥不对。');
  expect(device.apiKey()).toBeNull();
  serving(() => Response.json({ ...TEA, questions: ['level'] }));
  await enter('mk_tea');
  expect([device.apiKey(), device.merchant()]).toEqual(['mk_tea', TEA]);
});
