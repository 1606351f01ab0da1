import { afterEach, expect, test } from 'vitest';
import { chooseLanguage } from '../../src/page/language.ts';
import { detailInWords, fenOf, yuanOf } from '../../src/officer/case/amounts.ts';
import { atTheDesk, belongingInWords, holderInWords, sizeInWords, stateInWords, STATES_AT_THE_DESK } from '../../src/officer/case/case-words.ts';
import { dueInWords, leftInWords, sourceInWords, toneOf } from '../../src/officer/deadline-words.ts';
import { deadlineOn } from './desk-cases.ts';

Object.defineProperty(globalThis, 'document', { value: { documentElement: {} } });
afterEach(() => chooseLanguage('zh-CN'));

const left = (working_days_left: number, is_late = false) => ({ working_days_left, is_late });

test('a deadline says how many working days are left, that it is today, or how late it is', () => {
  expect([left(2), left(0), left(-5, true), left(0, true)].map(leftInWords)).toEqual(['还有 2 个工作日', '今天到期', '已逾期 5 个工作日', '已逾期']);
  expect(dueInWords(deadlineOn('2026-12-01'))).toBe('作出决定：最迟 2026年12月1日');
});

test('the tone follows how near a deadline is', () => {
  expect([left(3), left(2), left(0), left(0, true)].map(toneOf)).toEqual(['good', 'caution', 'caution', 'bad']);
});

test('a rule of another place says why it is used', () => {
  expect(sourceInWords({ source: '浙江的规定', reason: null })).toBe('浙江的规定');
  expect(sourceInWords({ source: '浙江的规定', reason: '厦门的条文还没有核到' })).toBe('浙江的规定。为什么用它：厦门的条文还没有核到');
});

test('the desk reads how the record came to be this person’s, and who has the case', () => {
  expect(belongingInWords(true)).toMatch(/^一致/);
  expect(belongingInWords(false)).toMatch(/^不一致/);
  expect([null, { name: '刘经办', is_me: true }, { name: '刘经办', is_me: false }].map(holderInWords)).toEqual(['待接手', '我在办', '刘经办 在办']);
});

test('what is told to the person is read at the desk as about them, in both languages', () => {
  expect(atTheDesk('你提出了异议，记录已标注')).toBe('当事人提出了异议，记录已标注');
  expect(atTheDesk('经办人接手')).toBe('经办人接手');
  chooseLanguage('en');
  expect(atTheDesk('You applied for repair, with your commitment')).toBe('The citizen applied for repair, with the citizen’s commitment');
  expect(atTheDesk('Waiting for your materials')).toBe('Waiting for the citizen’s materials');
});

test('every state of the queue has words of its own', () => {
  const words = STATES_AT_THE_DESK.map(stateInWords);
  expect(new Set(words).size).toBe(STATES_AT_THE_DESK.length);
});

test('an amount is kept in fen and read in yuan', () => {
  expect(detailInWords({ field: 'fine_fen', value: 150050 })).toBe('1500.50 元');
  expect(detailInWords({ field: 'content', value: '责令改正' })).toBe('责令改正');
});

test('what is typed in yuan becomes whole fen, and nothing else is an amount', () => {
  expect(['0', '1500', '1500.5', ' 1500.05 ', '0.01'].map(fenOf)).toEqual([0, 150000, 150050, 150005, 1]);
  expect(['', '1,500', '1.005', '-1', '1e3', '一千', '1500元', '9999999999999'].map(fenOf)).toEqual(Array(8).fill(null));
});

test('an amount survives being shown and typed again', () => {
  for (const fen of [0, 1, 10, 99, 100, 150050, 123456789012]) expect(fenOf(yuanOf(fen))).toBe(fen);
});

test('sizes are short', () => {
  expect([1, 2048, 3 * 1024 * 1024].map(sizeInWords)).toEqual(['1 KB', '2 KB', '3.0 MB']);
});
