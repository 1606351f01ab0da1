import { expect, test } from 'vitest';
import { changesOf } from '../../src/officer/corrections.ts';
import type { DeskRecord } from '../../src/officer/officer-api.ts';

const RECORD: DeskRecord = {
  item: { id: 'mkt.penalty.ordinary', name: '一般行政处罚' },
  department: { code: 'mkt', name: '市场监督管理局' },
  document_number: '厦市监罚〔2026〕1号',
  title: '行政处罚决定书',
  decided_on: '2026-10-01',
  valid_until: null,
  duty_fulfilled_on: null,
  corrected_on: null,
  taken_off_on: null,
  state: 'disputed',
  legal_basis: null,
  details: [{ field: 'fine_fen', zh: '罚款金额', value: 100000 }],
};
const AS_IT_IS = { decided_on: '2026-10-01', valid_until: '', duty_fulfilled_on: '' };
const fine = (typed: string) => [{ field: 'fine_fen', before: '1000.00', typed }];

test('nothing is sent where nothing was changed', () => {
  expect(changesOf(RECORD, '行政处罚决定书', AS_IT_IS, fine('1000.00'))).toBeNull();
  expect(changesOf(RECORD, ' 行政处罚决定书 ', AS_IT_IS, fine(' 1000.00 '))).toBeNull();
});

test('only what was changed is sent, amounts in fen', () => {
  expect(changesOf(RECORD, '行政处罚决定书', { ...AS_IT_IS, duty_fulfilled_on: '2026-11-01' }, fine('100'))).toEqual({
    duty_fulfilled_on: '2026-11-01',
    details: { fine_fen: 10000 },
  });
  expect(changesOf(RECORD, '更正后的标题', AS_IT_IS, fine('1000.00'))).toEqual({ title: '更正后的标题', details: {} });
});

test('a date that was emptied stays as it was', () => {
  expect(changesOf(RECORD, '行政处罚决定书', { ...AS_IT_IS, decided_on: '' }, fine('1000.00'))).toBeNull();
});
