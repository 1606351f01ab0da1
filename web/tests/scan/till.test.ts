/** What the merchants' phone does with a scan. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SignedOut, Unreachable } from '../../src/api/failures.ts';
import { readStatusList } from '../../src/certificate/status-list.ts';
import type { Ground } from '../../src/ground/ground.ts';
import { device } from '../../src/scan/device.ts';
import type { ScanAnswer } from '../../src/scan/merchant-calls.ts';
import { nonceOf, scan } from '../../src/scan/till.ts';
import { addressedPairs, dynamicPairs, Issuer, MERCHANT, printedPairs, type Value } from '../issuer.ts';

const VALID: ScanAnswer = { outcome: 'valid', message: '有效。', kind: 'dynamic', claims: { level: { code: 3, id: 'good', name: '良好' }, no_adverse: true } };

let issuer: Issuer;
let ground: Ground;
let sent: string[];

beforeEach(async () => {
  localStorage.clear();
  device.remember('mk_test', { id: MERCHANT, name: '书咖', role: 'owner', label: '收银台', key_id: 'mkey_1' });
  issuer = await Issuer.make();
  ground = { keys: await issuer.keys(), keysFrom: { gotAt: Date.now(), isFresh: false }, terms: null, lists: new Map() };
  sent = [];
});

const answering = (answer: ScanAnswer) => ({ verify: async (token: string) => (sent.push(token), answer) });
const away = { verify: async () => Promise.reject(new Unreachable('away')) };

function current(pairs: [number, Value][]): [number, Value][] {
  return pairs.map(([key, value]) => [key, key === 4 ? Math.floor(Date.now() / 1000) + 60 : value]);
}

describe('with a network', () => {
  test('the service answers, and nothing is queued', async () => {
    const card = await scan(await issuer.mint(current(dynamicPairs())), null, answering(VALID), ground);
    expect([card.tone, card.word, card.claims]).toEqual(['good', '有效', ['信用状况：良好', '没有计入的失信信息']]);
    expect([device.queue(), device.scansOfToday(Date.now())]).toEqual([[], 1]);
  });

  test('somebody’s other code is sent nowhere, and is no verification of today', async () => {
    for (const text of ['https://pay.example/?account=7', 'hello']) {
      const card = await scan(text, null, answering(VALID), ground);
      expect([card.tone, card.word, sent]).toEqual(['bad', '不是信用码', []]);
    }
    expect(device.logOfToday(Date.now())).toEqual([]);
  });

  test('where digits of the ID number are shown, the card says to compare them', async () => {
    const answer = { ...VALID, claims: { match_code: '123X' } };
    const card = await scan(await issuer.mint(current(dynamicPairs())), null, answering(answer), ground);
    expect(card.notes).toEqual(['请与对方的证件核对身份证号码后四位。']);
  });

  test('a refused key is the caller’s to hear of', async () => {
    const refusing = { verify: async () => Promise.reject(new SignedOut()) };
    await expect(scan(await issuer.mint(current(dynamicPairs())), null, refusing, ground)).rejects.toThrow(SignedOut);
  });
});

describe('without a network', () => {
  test('a dynamic code is amber once, and red the second time on this device', async () => {
    const digits = await issuer.mint(current(dynamicPairs()));
    const first = await scan(digits, null, away, ground);
    const second = await scan(digits, null, away, ground);
    expect([first.tone, first.word]).toEqual(['caution', '真实，未核对是否已用过']);
    expect([second.tone, second.word, second.claims]).toEqual(['bad', '本机已核验过', []]);
    expect(device.queue().map((one) => one.token)).toEqual([digits]);
  });

  test('what is not shown is not reported', async () => {
    const card = await scan(await issuer.mint(dynamicPairs(1)), null, away, ground);
    expect([card.word, card.claims, device.queue()]).toEqual(['已过期', [], []]);
  });

  test('an addressed code must answer what was asked', async () => {
    const digits = await issuer.mint(current(addressedPairs()));
    expect((await scan(digits, `${MERCHANT}.ffffffffffffffff`, away, ground)).word).toBe('不是对这次询问的回应');
    expect((await scan(digits, `${MERCHANT}.0102030405060708`, away, ground)).tone).toBe('caution');
  });

  test('a printed code without a list is neither good nor bad', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no network')));
    const card = await scan(await issuer.mint(current(printedPairs())), null, away, ground);
    vi.unstubAllGlobals();
    expect([card.tone, card.claims, device.queue()]).toEqual(['unknown', [], []]);
  });

  test('a printed code says up to when its list knows of ended ones', async () => {
    const iat = Date.parse('2026-11-27T01:05:00Z') / 1000;
    const list = await readStatusList(await issuer.statusList([], { claims: { iat, exp: null, ttl: 9e9 } }), ground.keys);
    ground.lists.set(0, list!);
    const card = await scan(await issuer.mint(current(printedPairs())), null, away, ground);
    expect([card.tone, card.notes.find((note) => note.includes('名单'))]).toEqual(['good', expect.stringMatching(/^作废名单截至 (2026-11-27 )?09:05$/)]);
  });

  test('without keys nothing is said', async () => {
    expect((await scan(await issuer.mint(current(dynamicPairs())), null, away, null)).tone).toBe('unknown');
  });
});

test('a challenge is taken apart', () => {
  expect(nonceOf(`${MERCHANT}.0a0b`)).toEqual(new Uint8Array([10, 11]));
  expect([nonceOf(null), nonceOf('nonsense'), nonceOf('mer.xyz')]).toEqual([null, null, null]);
});
