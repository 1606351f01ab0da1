import { expect, test } from 'vitest';
import { restInWords, scanInWords } from '../../../src/citizen/code/redeemed-words.ts';

const redemption = { perk: { id: 'service.fast_lane', name: '绿色通道' }, redeemed: true, why_not: null, uses_left: 1, period: 'month' as const };

test('a scan says which perk it redeemed and where, or that it did not', () => {
  expect(scanInWords({ merchant: '办事大厅', redemption })).toBe('“办事大厅”为你核销了“绿色通道”一次');
  expect(scanInWords({ merchant: '办事大厅', redemption: { ...redemption, redeemed: false } })).toBe('“办事大厅”没有核销“绿色通道”');
  expect(scanInWords({ merchant: '办事大厅', redemption: null })).toBe('“办事大厅”刚刚核验了你的码');
});

test.each([
  [{ ...redemption }, ['这个月还可以用 1 次。']],
  [{ ...redemption, uses_left: 0 }, ['这个月的次数用完了，下个月又可以用。']],
  [{ ...redemption, uses_left: 0, period: 'year' as const, why_not: '次数已用完' }, ['原因：次数已用完。', '今年的次数用完了，明年又可以用。']],
  [{ ...redemption, uses_left: null }, []],
])('how often is left is said where it is counted', (told, lines) => {
  expect(restInWords(told)).toEqual(lines);
});
