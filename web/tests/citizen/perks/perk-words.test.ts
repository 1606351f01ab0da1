import { expect, test } from 'vitest';
import { placesInWords } from '../../../src/citizen/perks/perk-words.ts';

const redeemed = { kind: 'redeemed' as const, shops: ['植物园', '博物馆'], shops_count: 2 };

test('a perk says at which places it is used, and of how many more there are', () => {
  expect(placesInWords(redeemed)).toBe('可以用的地方：植物园、博物馆。');
  expect(placesInWords({ ...redeemed, shops_count: 30 })).toBe('可以用的地方：植物园、博物馆等 30 家。');
  expect(placesInWords({ ...redeemed, shops: [], shops_count: 0 })).toContain('还没有单位登记');
});

test('what an operator puts on a card is said to be redeemed by no merchant', () => {
  expect(placesInWords({ kind: 'granted', shops: [], shops_count: 0 })).toContain('商户不核销');
});
