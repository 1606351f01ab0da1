import { expect, test } from 'vitest';
import { addressOfCase, addressOfRecord, isCaseNumber, routeOf } from '../../src/records/route.ts';

test('an address names a record or a case, and nothing about the person', () => {
  expect(routeOf(addressOfRecord('rec_rBlYiFW8gaFiC9QkpG0EKm', 'dispute'))).toEqual({ view: 'dispute', record: 'rec_rBlYiFW8gaFiC9QkpG0EKm' });
  expect(routeOf(addressOfRecord('rec_1', 'dispute-check'))).toEqual({ view: 'dispute-check', record: 'rec_1' });
  expect(routeOf(addressOfRecord('rec_1', 'repair'))).toEqual({ view: 'repair', record: 'rec_1' });
  expect(routeOf(addressOfCase('X2026-7K3M-9QXD'))).toEqual({ view: 'case', number: 'X2026-7K3M-9QXD' });
  expect(['#/cases', '#/messages', '#/consent'].map((hash) => routeOf(hash).view)).toEqual(['cases', 'messages', 'consent']);
});

test('whatever else stands in the address is the first view', () => {
  const others = ['', '#', '#/', '#/cases/', '#/cases/../me', '#/records/rec_1/withdraw', '#/records/../x/dispute', '#/cases/350299199003120029', '#wx=1'];
  for (const hash of others) expect(routeOf(hash)).toEqual({ view: 'overview' });
});

test('only a number of a case is taken for one', () => {
  expect(['Y2026-7K3M-9QXD', 'X2026-7K3M-9QXD', 'Z2026-7K3M-9QXD', 'grt_1', 'Y2026-7K3M-9QXD/x'].map(isCaseNumber)).toEqual([true, true, false, false, false]);
});
