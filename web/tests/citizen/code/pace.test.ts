import { expect, test } from 'vitest';
import { Pace } from '../../../src/citizen/code/pace.ts';

test('a service that is away is asked less and less often, though never less than every fifteen seconds', () => {
  const pace = new Pace();
  let now = 0;
  const waits = Array.from({ length: 5 }, () => {
    pace.fail(now);
    const failedAt = now;
    while (!pace.isDue(now)) now += 1000;
    return now - failedAt;
  });
  expect(waits).toEqual([2000, 4000, 8000, 15_000, 15_000]);
});

test('it is asked at once where the network says that it is back, and counts as away until it answers', () => {
  const pace = new Pace();
  pace.fail(0);
  pace.hurry();
  expect([pace.isDue(1), pace.isFailing]).toEqual([true, true]);
  pace.succeed();
  expect(pace.isFailing).toBe(false);
});
