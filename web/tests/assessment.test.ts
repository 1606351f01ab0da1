import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readStatusList } from '../src/certificate/status-list.ts';
import type { Ground } from '../src/ground/ground.ts';
import { clockTime } from '../src/page/moments.ts';
import { SHAPES } from '../src/page/tone.ts';
import { assess, examine, renew } from '../src/v/assessment.ts';
import { addressedPairs, dynamicPairs, Issuer, printedPairs, type Value } from './issuer.ts';

const terms = {
  issuer: 'xm', city_zh: '厦门市', city_en: 'Xiamen', perks: [],
  levels: [{ code: 3, id: 'good', name_zh: '良好', name_en: 'Good' }],
};
const SECONDS = Date.now() / 1000;
let issuer: Issuer;
let ground: Ground;

beforeAll(async () => {
  issuer = await Issuer.make();
  ground = { keys: await issuer.keys(), keysFrom: { gotAt: Date.now(), isFresh: true }, terms, lists: new Map() };
});

afterEach(() => vi.unstubAllGlobals());

/** Return pairs that are good for a minute from now. */
function current(pairs: [number, Value][]): [number, Value][] {
  return pairs.map(([key, value]) => [key, key === 4 ? Math.floor(SECONDS) + 60 : value]);
}

async function groundWithList(revoked: number[]): Promise<Ground> {
  const claims = { iat: Math.floor(SECONDS), exp: Math.floor(SECONDS) + 3600 };
  const list = await readStatusList(await issuer.statusList(revoked, { claims }), ground.keys);
  return { ...ground, lists: new Map([[0, list!]]) };
}

async function cardOf(digits: string, on: Ground | null): Promise<ReturnType<typeof assess>> {
  return assess(await examine(digits, on));
}

test('a dynamic code is never green to an onlooker', async () => {
  const card = await cardOf(await issuer.mint(current(dynamicPairs())), ground);
  expect([card.tone, card.word]).toEqual(['caution', '真实，未核对是否已用过']);
  expect(card.claims).toEqual(['信用状况：良好', '没有计入的失信信息']);
});

test('a printed code with a fresh list is green and asks to check the name', async () => {
  const card = await cardOf(await issuer.mint(current(printedPairs())), await groundWithList([]));
  expect([card.tone, card.word, card.claims]).toEqual(['good', '有效', ['姓名：*明']]);
  expect(card.notes.join()).toContain('请核对姓名');
});

test('a printed code that was ended is red and says nothing about its holder', async () => {
  const card = await cardOf(await issuer.mint(current(printedPairs())), await groundWithList([9]));
  expect([card.tone, card.word, card.claims]).toEqual(['bad', '已作废', []]);
});

test('a list that is kept does not make green what the newest one says is ended', async () => {
  const digits = await issuer.mint(current(printedPairs()));
  const kept = await groundWithList([]);
  const newest = await issuer.statusList([9], { claims: { iat: Math.floor(SECONDS), exp: Math.floor(SECONDS) + 3600 } });
  vi.stubGlobal('fetch', async () => new Response(newest));
  expect((await cardOf(digits, kept)).word).toBe('已作废');
});

test('without a network the kept list answers, and the card says up to when it knows', async () => {
  const digits = await issuer.mint(current(printedPairs()));
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no network')));
  const card = await cardOf(digits, await groundWithList([]));
  expect([card.tone, card.notes.at(-1)]).toEqual(['good', `作废名单截至 ${clockTime(SECONDS * 1000)}`]);
});

test('what was good is looked at again while the page is open', async () => {
  const finding = await examine(await issuer.mint(current(printedPairs())), await groundWithList([]));
  const newest = await issuer.statusList([9], { claims: { iat: Math.floor(SECONDS), exp: Math.floor(SECONDS) + 3600 } });
  vi.stubGlobal('fetch', async () => new Response(newest));
  expect(assess(await renew(finding)).word).toBe('已作废');
});

test('a code for one merchant is amber to everybody else, and shows them nothing', async () => {
  const card = await cardOf(await issuer.mint(current(addressedPairs())), ground);
  expect([card.tone, card.word, card.claims]).toEqual(['caution', '真实，只供一家商户核验', []]);
});

test('an ended code shows no claims', async () => {
  const card = await cardOf(await issuer.mint(dynamicPairs(Math.floor(SECONDS) - 60)), ground);
  expect([card.tone, card.word, card.claims]).toEqual(['bad', '已过期', []]);
});

test('without keys nothing is said', async () => {
  expect((await cardOf(await issuer.mint(current(dynamicPairs())), null)).tone).toBe('unknown');
});

test('a key that is not among old ones may be new; among fresh ones it is none', async () => {
  const stranger = await (await Issuer.make('zz')).mint(current(dynamicPairs()));
  const old = { ...ground, keysFrom: { gotAt: 0, isFresh: false } };
  expect((await cardOf(stranger, old)).tone).toBe('unknown');
  expect((await cardOf(stranger, ground)).tone).toBe('bad');
});

test('each tone has a shape of its own', () => {
  expect(new Set(Object.values(SHAPES)).size).toBe(4);
});
