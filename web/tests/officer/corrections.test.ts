import { expect, test } from 'vitest';
import { changesInWords, changesOf, faultIn, fieldsOf, suggestedBy } from '../../src/officer/step/corrections.ts';
import type { Step } from '../../src/officer/shapes.ts';
import { RECORD } from './desk-cases.ts';

const fine = { fine_fen: '100' };

test('nothing is sent where nothing was changed, however it is written', () => {
  expect(changesOf(RECORD, {})).toBeNull();
  expect(changesOf(RECORD, { title: ' 行政处罚决定书 ', fine_fen: ' 1000 ', decided_on: '2026-10-01' })).toBeNull();
});

test('only what was changed is sent, amounts in fen', () => {
  expect(changesOf(RECORD, { duty_fulfilled_on: '2026-11-01', ...fine })).toEqual({ duty_fulfilled_on: '2026-11-01', details: { fine_fen: 10000 } });
  expect(changesOf(RECORD, { title: '更正后的标题' })).toEqual({ title: '更正后的标题', details: {} });
});

test('a day that was emptied stays as it was', () => {
  expect(changesOf(RECORD, { decided_on: '' })).toBeNull();
});

test('the name is no field: a record about somebody else is taken off', () => {
  expect(fieldsOf(RECORD).map(({ name }) => name)).not.toContain('subject_name');
  expect(changesOf(RECORD, { subject_name: '李四' })).toBeNull();
});

test('what is no amount, or empties words, is told by its field', () => {
  const faults = fieldsOf(RECORD).map((field) => faultIn(field, field.kind === 'amount' ? '一千' : ''));
  expect(faults.filter(Boolean)).toEqual(['文书名称不能改为空。', '罚款金额（元）应为金额，如 1500 或 1500.50。']);
});

test('each change is looked over as it was and as it will be', () => {
  expect(changesInWords(RECORD, { ...fine, duty_fulfilled_on: '2026-11-01' })).toEqual(['履行完毕日期：（没有） → 2026年11月1日', '罚款金额（元）：1000.00 元 → 100.00 元']);
});

test('the last answer of the department that corrects is what can be filled in', () => {
  const answer = (event: string, fen: number | null) => ({ event, corrections: fen && { title: null, decided_on: '2026-09-30', valid_until: null, duty_fulfilled_on: null, details: [{ field: 'fine_fen', zh: '罚款金额', value: fen }] } }) as Step;
  expect(suggestedBy([answer('answer', 5000), answer('answer', 6000), answer('extend', null)])).toEqual({ decided_on: '2026-09-30', fine_fen: '60.00' });
  expect(suggestedBy([answer('answer', null), answer('uphold_partly', 7000)])).toBeNull();
});
