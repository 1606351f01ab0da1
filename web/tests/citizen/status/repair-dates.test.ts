import { expect, test } from 'vitest';
import type { Status } from '../../../src/citizen/records/record-calls.ts';
import { repairInWords, repairOf } from '../../../src/citizen/status/repair-dates.ts';

type Improvement = Status['improvements'][number];
const told = (code: Improvement['code'], record: string | null, on: string | null = null): Improvement => ({ code, record, on, text: '' });

test('a record’s own way to a repair is found among all that would raise the level', () => {
  const all = [told('record_expires', 'rec_1', '2027-08-07'), told('repair_later', 'rec_2', '2027-02-08'), told('repair_open', 'rec_1', '2026-11-06'), told('dispute_if_wrong', null)];
  expect(repairOf('rec_1', all)?.code).toBe('repair_open');
  expect(repairOf('rec_2', all)?.on).toBe('2027-02-08');
  expect(repairOf('rec_3', all)).toBeNull();
});

test('the exact day is said wherever there is one', () => {
  expect(repairInWords(told('repair_open', 'rec', '2026-11-06'))).toBe('信用修复：现在就可以申请。');
  expect(repairInWords(told('repair_later', 'rec', '2027-02-08'))).toBe('信用修复：2027年2月8日起可以申请。');
  expect(repairInWords(told('duty_first', 'rec', '2027-02-08'))).toBe('信用修复：履行完义务，2027年2月8日起可以申请。');
  expect(repairInWords(told('duty_first', 'rec'))).toBe('信用修复：履行完义务就可以申请。');
  expect(repairInWords(told('ask_source', 'rec'))).toContain('由作出决定的单位移出');
});
