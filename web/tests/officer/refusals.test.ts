import { expect, test } from 'vitest';
import { Problem, TooMany, Unreachable } from '../../src/api/failures.ts';
import { waitingFor } from '../../src/officer/decision.ts';
import type { Case } from '../../src/officer/officer-api.ts';
import { hasMoved, isSignedOut, refusalInWords } from '../../src/officer/refusals.ts';

test('a session that is over is told from a wrong sign-in', () => {
  expect(isSignedOut(new Problem(401, '/problems/officer-session-over', ''))).toBe(true);
  expect(isSignedOut(new Problem(401, '/problems/officer-sign-in-wrong', ''))).toBe(false);
  expect(isSignedOut(new Problem(403, '/problems/own-case', ''))).toBe(false);
  expect(isSignedOut(new Unreachable())).toBe(false);
});

test('a case that has moved is fetched anew, other conflicts are told', () => {
  expect(hasMoved(new Problem(409, '/problems/case-moved', ''))).toBe(true);
  expect(hasMoved(new Problem(409, '/problems/request-in-progress', ''))).toBe(false);
});

test('refusals are told in the service’s words, also how long to wait', () => {
  expect(refusalInWords(new Problem(403, '/problems/own-case', '应当回避。'))).toBe('应当回避。');
  expect(refusalInWords(new TooMany('这个用户名暂停登录 42 分钟'))).toContain('42 分钟');
  expect(refusalInWords(new Unreachable('answered 503'))).toContain('连不上服务');
  expect(refusalInWords(new TypeError('ours'))).toContain('页面出错了');
});

test('where nothing can be done it is said why', () => {
  const deadline = { step: '', name: '', due_on: '2026-12-01', is_late: false, source: '' };
  const base = { assigned_to: null, proposed_by: null, deadline } as unknown as Case;
  expect(waitingFor({ ...base, deadline: null })).toContain('已办结');
  expect(waitingFor({ ...base, assigned_to: { name: '刘经办', is_me: false } })).toBe('刘经办 正在办理。');
  expect(waitingFor({ ...base, proposed_by: { name: '陈经办', is_me: true } })).toContain('另一位经办人');
  expect(waitingFor(base)).toContain('来源单位');
});
