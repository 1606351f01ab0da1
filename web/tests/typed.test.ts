import { expect, test } from 'vitest';
import { LONGEST_TYPED, tidyCode, tidyIdNumber, tidyNumber } from '../src/page/typed.ts';

test.each([
  ['350299 19900312 002x', '35029919900312002X'],
  [' 350299-19900312-002X\u200b', '35029919900312002X'],
  ['３５０２９９１９９００３１２００２ｘ', '35029919900312002X'],
  ['350299－1990－0312—002×', '35029919900312002X'],
])('an ID number typed as %j is sent as the standard writes it', (typed, sent) => {
  expect(tidyIdNumber(typed)).toBe(sent);
});

test('the number of a card loses what parts its groups, and a code keeps its dash', () => {
  expect(tidyNumber('3502 0000–０００１０')).toBe('3502000000010');
  expect(tidyCode(' demo－0001 ')).toBe('demo-0001');
});

test('there is room for a number of eighteen with whatever between', () => {
  expect(LONGEST_TYPED).toBeGreaterThanOrEqual(18 * 2);
});
