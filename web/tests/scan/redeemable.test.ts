/** Which codes a shop is offered to redeem. */

import { beforeEach, expect, test } from 'vitest';
import type { Ground } from '../../src/ground/ground.ts';
import { askNoMore, isAskedAbout, perkToRedeem } from '../../src/scan/redeemable.ts';
import { Issuer, NOW, type Value } from '../issuer.ts';

const DYNAMIC = 5, PRINTED = 6, PERK = 4;
const CTI = new Uint8Array(12).fill(7);
const park = { code: 3, id: 'park.ticket_discount', name_zh: '公园门票八折', name_en: 'Park tickets' };

let issuer: Issuer;
let ground: Ground;

/** Return a code that tells of a perk, by its signed number: a negative one is not open to its holder. */
function perkCode(perk: number, form = DYNAMIC): Promise<string> {
  const rest: Value[] = form === PRINTED ? [0, 9] : [];
  return issuer.mint([[1, 'xm'], [4, NOW], [7, CTI], [-70001, [form, PERK, perk, ...rest]]]);
}

beforeEach(async () => {
  issuer = await Issuer.make();
  const terms = { issuer: 'xm', city_zh: '', city_en: '', levels: [], perks: [park] };
  ground = { keys: await issuer.keys(), keysFrom: { gotAt: NOW, isFresh: true }, terms, lists: new Map() };
});

test('a code on a screen that tells of a perk open to its holder', async () => {
  expect(await perkToRedeem(await perkCode(3), ground)).toEqual(park);
});

test('not one of a perk that is not open, is not published, or stands on paper', async () => {
  expect(await perkToRedeem(await perkCode(-3), ground)).toBeNull();
  expect(await perkToRedeem(await perkCode(4), ground)).toBeNull();
  expect(await perkToRedeem(await perkCode(3, PRINTED), ground)).toBeNull();
});

test('not one of another issuer, nor any while this phone knows no keys or terms', async () => {
  const forged = await (await Issuer.make()).mint([[1, 'xm'], [4, NOW], [7, CTI], [-70001, [DYNAMIC, PERK, 3]]]);
  expect(await perkToRedeem(forged, ground)).toBeNull();
  expect(await perkToRedeem(await perkCode(3), null)).toBeNull();
  expect(await perkToRedeem(await perkCode(3), { ...ground, terms: null })).toBeNull();
});

test('a perk that is not redeemed here is asked about no more, and in another shop it is', () => {
  askNoMore(park.id, 'mer_books');
  expect([isAskedAbout(park.id, 'mer_books'), isAskedAbout(park.id, 'mer_tea'), isAskedAbout('other', 'mer_books')]).toEqual([false, true, true]);
});
