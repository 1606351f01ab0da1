import { expect, test } from 'vitest';
import { queryOf } from '../../src/officer/officer-api.ts';
import { addressOf, routeOf } from '../../src/officer/route.ts';

test('an address names a case by its number alone', () => {
  expect(routeOf(addressOf('Y2026-7K3M-9QXD'))).toEqual({ view: 'case', number: 'Y2026-7K3M-9QXD' });
  expect(routeOf('#/password')).toEqual({ view: 'password' });
});

test('whatever else stands in the address is the queue', () => {
  for (const hash of ['', '#', '#/', '#/cases/', '#/cases/../me', '#/cases/Y2026-7K3M-9QXD/x', '#/cases/<img>', '#/cases/350299199003120029']) {
    expect(routeOf(hash)).toEqual({ view: 'queue' });
  }
});

test('the queue is asked for by what was chosen, and by nothing that names a person', () => {
  expect(queryOf({ kind: '', overdue: false, mine: false })).toBe('');
  expect(queryOf({ kind: 'repair', overdue: true, mine: true })).toBe('?kind=repair&overdue=true&mine=true');
});
