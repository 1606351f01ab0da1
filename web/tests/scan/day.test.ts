import { expect, test } from 'vitest';
import { dayAfter, dayIn } from '../../src/scan/days/day.ts';

test('one day further goes over the ends of months and years', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
});

test('an address names a day that has begun; anything else is today', () => {
  const last = '2026-11-27';
  expect(dayIn('2026-11-26', last)).toBe('2026-11-26');
  for (const asked of [undefined, null, '', '2026-11-28', '2026-13-01', 'yesterday', ['2026-11-26']]) expect(dayIn(asked, last)).toBe(last);
});
