import { expect, test } from 'vitest';
import { Problem, TooMany, Unreachable } from '../../src/api/failures.ts';
import { hasMoved, refusalInWords } from '../../src/api/refusals.ts';

test('every error has words, and those that may pass say that nothing is lost', () => {
  expect(refusalInWords(new Problem(409, '', '这条记录已在异议处理中。'))).toBe('这条记录已在异议处理中。');
  expect(refusalInWords(new TooMany('请 20 秒后再试。'))).toBe('请 20 秒后再试。');
  expect(refusalInWords(new Unreachable('answered 503'))).toContain('填写的内容还在');
  expect(refusalInWords(new TypeError('ours'))).toContain('页面出错了');
});

test('what moved meanwhile is fetched anew; a refusal of what was entered is not', () => {
  expect([new Problem(409, '/problems/case-moved', ''), new Problem(422, '', ''), new Unreachable()].map(hasMoved)).toEqual([true, false, false]);
});
