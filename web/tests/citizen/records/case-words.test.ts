import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dueInWords, nextInWords, reasonInWords } from '../../../src/citizen/records/case-words.ts';
import { PROMISE } from '../../../src/citizen/records/promise.ts';

const due = (working_days_left: number, is_late = false) => ({ step: 'dispute_decide', name: '作出决定', due_on: '2026-12-01', is_late, working_days_left, source: '', reason: null });

test('what is promised before there is a case is what the published rules say, in every edition', () => {
  const rules = readFileSync(new URL('../../../../config/redress.yaml', import.meta.url), 'utf8');
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

test('reasons and ways are words', () => {
  expect(reasonInWords('not_mine')).toBe('这不是我的记录');
  expect(reasonInWords('end_publication')).toBe('提前终止公示');
  expect(reasonInWords('unheard_of')).toBe('unheard_of');
});
