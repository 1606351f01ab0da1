import { expect, test } from 'vitest';
import type { Outlook } from '../../../src/citizen/records/case-calls.ts';
import { verdictOf } from '../../../src/citizen/records/verdict.ts';

const unmet = (code: Outlook['conditions'][number]['code'], why: string) => ({ code, is_met: false, why });
const outlook = (wishes: Partial<Outlook>): Outlook => ({ is_possible: false, possible_from: null, open_case: null, conditions: [], ...wishes }) as Outlook;

test('whoever is too early reads the exact day', () => {
  const early = outlook({ possible_from: '2027-02-07', conditions: [unmet('period_over', '未满最短公示期。'), unmet('duty_done', '请上传证明。')] });
  expect(verdictOf(early)).toEqual({ tone: 'bad', words: '还不能申请，最早 2027年2月7日可以。', why: null });
});

test('a day is no promise where more than time stands in the way', () => {
  const both = outlook({ possible_from: '2027-02-07', conditions: [unmet('may_be_repaired', '依法不能修复。'), unmet('period_over', '未满。')] });
  expect(verdictOf(both)).toMatchObject({ tone: 'bad', why: '依法不能修复。' });
  expect(verdictOf(both).words).not.toContain('2027');
});

test('what is possible, and what is going on already, is said', () => {
  expect(verdictOf(outlook({ is_possible: true })).words).toContain('现在可以申请，不收费');
  expect(verdictOf(outlook({ is_possible: true, needs_proof: true, conditions: [unmet('duty_done', '请上传证明。')] }))).toEqual({ tone: 'good', words: '可以申请，但要上传履行证明；不收费。', why: null });
  expect(verdictOf(outlook({ open_case: 'X2026-7K3M-9QXD' })).words).toContain('X2026-7K3M-9QXD');
});
