import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROMISE } from '../../src/records/promise.ts';
import type { CreditRecord } from '../../src/records/records-api.ts';
import { hasMoved, refusalInWords } from '../../src/room/refusals.ts';
import { Problem, TooMany, Unreachable } from '../../src/api/failures.ts';
import { detailInWords, dueInWords, nextInWords, partInWords, reasonInWords } from '../../src/records/words.ts';

const adverse = { polarity: 'adverse', state: 'in_force' } as CreditRecord;
const due = (working_days_left: number, is_late = false) => ({ name: '作出决定', due_on: '2026-12-01', is_late, working_days_left, source: '', reason: null });

test('what is promised before there is a case is what the published rules say, in every edition', () => {
  const rules = readFileSync(new URL('../../../config/redress.yaml', import.meta.url), 'utf8');
  for (const [step, days] of Object.entries(PROMISE)) {
    const published = [...rules.matchAll(new RegExp(`^ +${step}:\\n +working_days: (\\d+)$`, 'gm'))].map((found) => Number(found[1]));
    expect(published.length, step).toBeGreaterThan(0);
    expect(new Set(published), step).toEqual(new Set([days]));
  }
});

test('a deadline says how many working days are left, that it is today, or how late it is', () => {
  expect(dueInWords(due(2))).toBe('最迟 2026年12月1日（还有 2 个工作日）');
  expect(dueInWords(due(0))).toContain('就是今天');
  expect(dueInWords(due(-2, true))).toContain('已超过 2 个工作日');
  // It was over on the last working day, and today is none.
  expect(dueInWords(due(0, true))).toContain('已过期限');
});

test('in English what comes next is a sentence', () => {
  localStorage.setItem('language', 'en');
  expect(nextInWords({ ...due(1), name: 'Decided' })).toBe('Next: decided by December 1, 2026 (1 working day left)');
  expect(dueInWords(due(-3, true))).toContain('(3 working days late)');
  localStorage.removeItem('language');
  expect(nextInWords(due(4))).toBe('下一步：作出决定，最迟 2026年12月1日（还有 4 个工作日）');
});

test('a record says whether it counts and why, once', () => {
  const line = { record: 'rec_1', counts: true, why: '计入：一般失信信息，计到2027年8月6日（含当日）。' };
  expect(partInWords(adverse, line)).toEqual({ mark: '计入', tone: 'bad', why: '一般失信信息，计到2027年8月6日（含当日）。' });
  expect(partInWords({ ...adverse, polarity: 'commendation' }, line).tone).toBe('good');
  expect(partInWords(adverse, { record: 'rec_1', counts: false, why: '不计入：异议处理期间不计入。' })).toEqual({ mark: '不计入', tone: 'none', why: '异议处理期间不计入。' });
  expect(partInWords(adverse, { record: 'rec_1', counts: false, why: '没有冒号的话。' })).toEqual({ mark: '没有冒号的话。', tone: 'none', why: '' });
});

test('without a status a record tells its own state', () => {
  expect(partInWords(adverse, undefined)).toEqual({ mark: '记录有效', tone: 'none', why: '' });
  expect(partInWords({ ...adverse, state: 'disputed' }, undefined).mark).toBe('不计入');
});

test('reasons, ways and amounts are words', () => {
  expect(reasonInWords('not_mine')).toBe('这不是我的记录');
  expect(reasonInWords('end_publication')).toBe('提前终止公示');
  expect(reasonInWords('unheard_of')).toBe('unheard_of');
  expect(detailInWords({ field: 'fine_fen', zh: '罚款金额', value: 150050 })).toBe('1500.50 元');
});

test('every error has words, and those that may pass say that nothing is lost', () => {
  expect(refusalInWords(new Problem(409, '', '这条记录已在异议处理中。'))).toBe('这条记录已在异议处理中。');
  expect(refusalInWords(new TooMany('请 20 秒后再试。'))).toBe('请 20 秒后再试。');
  expect(refusalInWords(new Unreachable('answered 503'))).toContain('填写的内容还在');
  expect(refusalInWords(new TypeError('ours'))).toContain('页面出错了');
});

test('what moved meanwhile is fetched anew; a refusal of what was entered is not', () => {
  expect([new Problem(409, '/problems/case-moved', ''), new Problem(422, '', ''), new Unreachable()].map(hasMoved)).toEqual([true, false, false]);
});
