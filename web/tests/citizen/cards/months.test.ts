import { expect, test } from 'vitest';
import { billsByMonth } from '../../../src/citizen/cards/months.ts';

const bill = (month: string | null, amount_fen: number | null, kind = 'bill') => ({ kind, month, amount_fen }) as Parameters<typeof billsByMonth>[0][number];

test('bills of a month are added up, the oldest month first; what is no bill or names no month is left out', () => {
  expect(billsByMonth([bill('2026-10', 100), bill('2026-09', 50), bill('2026-10', 20), bill('2026-08', 9, 'payment'), bill(null, 5), bill('2026-07', null)])).toEqual([
    { month: '2026-09', fen: 50 },
    { month: '2026-10', fen: 120 },
  ]);
});

test('a single month is no comparison', () => expect(billsByMonth([bill('2026-10', 100)])).toEqual([]));
