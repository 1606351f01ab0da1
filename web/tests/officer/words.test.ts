import { expect, test } from 'vitest';
import { atTheDesk, deadlineInWords, detailInWords, fenOf, momentInWords, sizeInWords, yuanOf } from '../../src/officer/words.ts';

const deadline = (due_on: string, is_late = false) => ({ step: 'dispute_decide', name: '作出决定', due_on, is_late, source: '' });

test('a deadline says how many days are left, that it is today, or how late it is', () => {
  const today = '2026-11-27';
  expect(deadlineInWords(deadline('2026-12-01'), today)).toBe('作出决定：还有 4 天（2026-12-01）');
  expect(deadlineInWords(deadline('2026-11-27'), today)).toBe('作出决定：今天到期（2026-11-27）');
  expect(deadlineInWords(deadline('2026-11-20', true), today)).toBe('作出决定：已逾期 7 天（2026-11-20）');
  expect(deadlineInWords(deadline('2027-01-01'), '2026-12-31')).toContain('还有 1 天');
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
