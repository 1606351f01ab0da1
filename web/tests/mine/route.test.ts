import { expect, test } from 'vitest';
import { addressOf, routeOf } from '../../src/mine/route.ts';

test('an address names a view, a card, an operator, a perk or a grant, and nothing about the person', () => {
  expect(['#/consents', '#/history', '#/log', '#/cards', '#/perks', '#/data', '#/deletion', '#/notice'].map((hash) => routeOf(hash).view)).toEqual(['consents', 'history', 'log', 'cards', 'perks', 'data', 'deletion', 'notice']);
  expect(routeOf(addressOf('link', 'medical_insurance'))).toEqual({ view: 'link', operator: 'medical_insurance' });
  expect(routeOf(addressOf('card', 'crd_7aB'))).toEqual({ view: 'card', id: 'crd_7aB' });
  expect(routeOf(addressOf('perk', 'library.deposit_free'))).toEqual({ view: 'perk', id: 'library.deposit_free' });
  expect(routeOf(addressOf('grant', 'grt_7aB'))).toEqual({ view: 'grant', id: 'grt_7aB' });
});

test('whatever else stands in the address is the first view', () => {
  for (const hash of ['', '#', '#/', '#/home', '#/consents/x', '#/link/', '#/link/../me', '#/card/../me', '#/grant/350299199003120029', '#wx=1']) expect(routeOf(hash)).toEqual({ view: 'home' });
});
