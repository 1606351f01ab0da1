import { expect, test } from 'vitest';
import { atTheDesk, belongingInWords, deadlineInWords, detailInWords, fenOf, momentInWords, sizeInWords, sourceInWords, yuanOf } from '../../src/officer/words.ts';

const deadline = (working_days_left: number, is_late = false, reason: string | null = null) => ({ step: 'dispute_decide', name: '作出决定', due_on: '2026-12-01', is_late, working_days_left, source: '浙江的规定', reason });

test('a deadline says how many working days are left, that it is today, or how late it is', () => {
  expect(deadlineInWords(deadline(2))).toBe('作出决定：最迟 2026-12-01（还有 2 个工作日）');
  expect(deadlineInWords(deadline(0))).toBe('作出决定：最迟 2026-12-01（今天到期）');
  expect(deadlineInWords(deadline(-5, true))).toBe('作出决定：最迟 2026-12-01（已逾期 5 个工作日）');
  expect(deadlineInWords(deadline(0, true))).toBe('作出决定：最迟 2026-12-01（已逾期）');
});

test('a rule of another place says why it is used', () => {
  expect(sourceInWords(deadline(2))).toBe('期限依据：浙江的规定');
  expect(sourceInWords(deadline(2, false, '厦门的条文还没有核到'))).toBe('期限依据：浙江的规定。为什么用它：厦门的条文还没有核到');
});

test('the desk reads how the record came to be this person’s', () => {
  expect(belongingInWords(true)).toMatch(/^一致/);
  expect(belongingInWords(false)).toMatch(/^不一致/);
});

test('an amount is kept in fen and read in yuan', () => {
  expect(detailInWords({ field: 'fine_fen', zh: '罚款金额', value: 150050 })).toBe('1500.50 元');
  expect(detailInWords({ field: 'content', zh: '内容', value: '责令改正' })).toBe('责令改正');
});

test('what is typed in yuan becomes whole fen, and nothing else is an amount', () => {
  expect(['0', '1500', '1500.5', ' 1500.05 ', '0.01'].map(fenOf)).toEqual([0, 150000, 150050, 150005, 1]);
  expect(['', '1,500', '1.005', '-1', '1e3', '一千', '1500元', '9999999999999'].map(fenOf)).toEqual(Array(8).fill(null));
});

test('an amount survives being shown and typed again', () => {
  for (const fen of [0, 1, 10, 99, 100, 150050, 123456789012]) expect(fenOf(yuanOf(fen))).toBe(fen);
});

test('what is told to the person is read at the desk as about them', () => {
  expect(atTheDesk('你提出了异议，记录已标注')).toBe('当事人提出了异议，记录已标注');
  expect(atTheDesk('经办人接手')).toBe('经办人接手');
});

test('moments and sizes are short', () => {
  expect(momentInWords('2026-11-27T09:30:15+08:00')).toBe('2026-11-27 09:30');
  expect([1, 2048, 3 * 1024 * 1024].map(sizeInWords)).toEqual(['1 KB', '2 KB', '3.0 MB']);
});
