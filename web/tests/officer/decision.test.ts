import { expect, test } from 'vitest';
import { isPlain, missingFor, waitingFor, wishOf } from '../../src/officer/step/decision.ts';
import { deadlineOn, RECORD, stepThat } from './desk-cases.ts';

const TEMPLATE = { id: 'record_right', words: '记录与原决定一致。' };
const CASE = { assigned_to: null, proposed_by: null, deadline: deadlineOn('2026-12-01') };

test('where nothing can be done it is said why', () => {
  expect(waitingFor({ ...CASE, deadline: null })).toContain('已办结');
  expect(waitingFor({ ...CASE, assigned_to: { name: '刘经办', is_me: false } })).toBe('刘经办 正在办理。');
  expect(waitingFor({ ...CASE, proposed_by: { name: '陈经办', is_me: true } })).toContain('另一位经办人');
  expect(waitingFor(CASE)).toContain('来源单位');
});

test('only taking a case and giving it back go without being looked over', () => {
  expect((['take', 'release', 'check', 'reject', 'approve'] as const).filter((event) => isPlain({ event }))).toEqual(['take', 'release']);
});

test('a decision needs a reason: one of the published or words of its own', () => {
  const step = stepThat({ needs_reason: true, templates: [TEMPLATE] });
  expect(missingFor(step, RECORD, { template: '', words: '  ' })?.at).toBe('template');
  expect(missingFor(stepThat({ needs_reason: true }), RECORD, {})?.at).toBe('words');
  expect(missingFor(step, RECORD, { template: 'record_right' })).toBeNull();
  expect(missingFor(step, RECORD, { words: '已核对原件' })).toBeNull();
});

test('upholding in part says what is corrected, and a faulty correction is told where it is', () => {
  const partly = stepThat({ event: 'uphold_partly', takes_corrections: true });
  expect(missingFor(partly, RECORD, {})?.words).toContain('更正了哪些内容');
  expect(missingFor(partly, RECORD, { fine_fen: '一千' })?.at).toBe('fix-fine_fen');
  expect(missingFor(partly, RECORD, { fine_fen: '500' })).toBeNull();
});

test('what is sent names the version that was seen, and no corrections where the step takes none', () => {
  const typed = { template: 'record_right', words: ' 已核对 ', fine_fen: '500' };
  expect(wishOf({ version: 7, record: RECORD }, stepThat({ templates: [TEMPLATE] }), typed)).toEqual({ event: 'reject', version: 7, template: 'record_right', words: '已核对', corrections: null });
  expect(wishOf({ version: 7, record: RECORD }, stepThat({ event: 'uphold_partly', takes_corrections: true }), { ...typed, template: '' })).toMatchObject({ template: null, corrections: { details: { fine_fen: 50000 } } });
});
