import { expect, test } from 'vitest';
import { cityDay } from '../src/ground/clock.ts';
import { clockTime, momentInWords } from '../src/page/moments.ts';

// Past midnight in the city, and the day before where the phone may be.
const AT = Date.parse('2026-11-26T16:05:00Z');

test('times are the city’s, whatever the phone’s zone', () => {
  process.env.TZ = 'America/New_York';
  expect(new Date(AT).getHours()).toBe(11);
  expect([clockTime(AT), cityDay(AT)]).toEqual(['00:05', '2026-11-27']);
  expect(momentInWords(AT / 1000)).toBe('2026年11月27日 00:05:00');
});
