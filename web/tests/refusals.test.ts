import { expect, test } from 'vitest';
import { Problem, TooMany, Unreachable } from '../src/api/failures.ts';
import { hasMoved, mayPass, missingConsent, refusalInWords } from '../src/api/refusals.ts';

test('only what may go well another time can be tried again', () => {
  const errors = [new Unreachable(), new Problem(409, '', ''), new Problem(403, '', ''), new Problem(404, '', ''), new Problem(422, '', '')];
  expect(errors.map(mayPass)).toEqual([true, true, false, false, false]);
});

test('a refusal is told in the service’s own words', () => {
  expect(refusalInWords(new Problem(403, '', '你已屏蔽这家商户。'))).toBe('你已屏蔽这家商户。');
  expect(refusalInWords(new Unreachable())).toContain('连不上服务');
  expect(refusalInWords(new TypeError('ours'))).toContain('页面出错了');
});

test('a missing consent names its purpose', () => {
  expect(missingConsent(new Problem(403, '/problems/consent-required/status.evaluate', ''))).toBe('status.evaluate');
  expect([missingConsent(new Problem(403, '/problems/adults-only', '')), missingConsent(new Unreachable())]).toEqual([null, null]);
});

test('every error has words, and those that may pass say that nothing is lost', () => {
  expect(refusalInWords(new TooMany('请 20 秒后再试。'))).toBe('请 20 秒后再试。');
  expect(refusalInWords(new Unreachable('answered 503'))).toContain('填写的内容还在');
  expect(refusalInWords(new TypeError('ours'))).toContain('页面出错了');
});

test('what moved meanwhile is fetched anew; a refusal of what was entered is not', () => {
  expect([new Problem(409, '/problems/case-moved', ''), new Problem(422, '', ''), new Unreachable()].map(hasMoved)).toEqual([true, false, false]);
});
