import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimsInWords, endingInWords, isGood, standingInWords } from '../../../src/citizen/code/paper-words.ts';

const UNTIL = '2026-12-04T08:15:00+08:00';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test.each([
  ['2026-12-04T08:14:59+08:00', null, true, '有效到 2026年12月4日 08:15'],
  ['2026-12-04T08:15:00+08:00', null, false, '已到期：2026年12月4日 08:15'],
  ['2026-12-01T00:00:00+08:00', '2026-11-30T09:00:00+08:00', false, '已作废：2026年11月30日 09:00'],
])('at %s, ended at %s, a paper is good: %s', (now, ended, good, words) => {
  vi.setSystemTime(now);
  const paper = { expires_at: UNTIL, revoked_at: ended };
  expect([isGood(paper), standingInWords(paper)]).toEqual([good, words]);
});

test('an early end says why, above all where the citizen did not ask for it', () => {
  expect(endingInWords({ revoked_because: 'standing_changed' })).toContain('不再准确');
  expect(endingInWords({ revoked_because: 'consent_withdrawn' })).toContain('撤回了授权');
  expect(endingInWords({ revoked_because: null })).toBe('');
});

test('what it says is named in the order in which it was offered', () => {
  expect(claimsInWords(['match_code', 'level'])).toEqual(['信用状况等级', '身份证号码后四位']);
});
