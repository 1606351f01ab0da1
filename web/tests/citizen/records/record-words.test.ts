import { expect, test } from 'vitest';
import type { CreditRecord } from '../../../src/citizen/records/record-calls.ts';
import { detailInWords, partInWords } from '../../../src/citizen/records/record-words.ts';

const adverse = { polarity: 'adverse', state: 'in_force' } as CreditRecord;

test('a record says whether it counts and why, once', () => {
  const line = { counts: true, why: '计入：一般失信信息，计到2027年8月6日（含当日）。' };
  expect(partInWords(adverse, line)).toEqual({ mark: '计入', tone: 'bad', why: '一般失信信息，计到2027年8月6日（含当日）。' });
  expect(partInWords({ ...adverse, polarity: 'commendation' }, line).tone).toBe('good');
  expect(partInWords(adverse, { counts: false, why: '不计入：异议处理期间不计入。' })).toEqual({ mark: '不计入', tone: 'none', why: '异议处理期间不计入。' });
  expect(partInWords(adverse, { counts: false, why: '没有冒号的话。' })).toEqual({ mark: '没有冒号的话。', tone: 'none', why: '' });
});

test('without a status a record tells its own state', () => {
  expect(partInWords(adverse, undefined)).toEqual({ mark: '记录有效', tone: 'none', why: '' });
  expect(partInWords({ ...adverse, state: 'disputed' }, undefined).mark).toBe('不计入');
});

test('an amount in fen is read in yuan', () => {
  expect(detailInWords({ field: 'fine_fen', zh: '罚款金额', value: 150050 })).toBe('1500.50 元');
});
