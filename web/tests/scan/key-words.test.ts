import { expect, test } from 'vitest';
import { countdown, nameOf, usedInWords } from '../../src/scan/phone/key-words.ts';

test('a countdown has minutes and seconds, and ends at nothing', () => {
  expect([899.9, 65, 9, 0, -3].map(countdown)).toEqual(['14:59', '1:05', '0:09', '0:00', '0:00']);
});

test('a phone that was never used says so', () => {
  const created_at = '2026-11-02T10:00:00+08:00';
  expect(usedInWords({ created_at, last_used_on: null })).toBe('2026年11月2日 加入，还没用过');
  expect(usedInWords({ created_at, last_used_on: '2026-11-27' })).toBe('2026年11月2日 加入，最近 2026年11月27日 用过');
});

test('a key from before phones had names has words in its place', () => {
  expect([nameOf({ label: '收银台' }), nameOf({ label: '' })]).toEqual(['收银台', '没有名字的手机']);
});
