import { expect, test } from 'vitest';
import { itemInWords, ruleInWords, type Edition } from '../../../src/citizen/status/published.ts';

const rule = (most: Record<string, number>, least = 0): Edition['rules'][number] => ({ level: 'good', max_adverse: most, min_commendations: least });
const policy = { counts_at_most_months: { minor: 3, ordinary: 12, serious: 36, commendation: 36 } };

test('each rule of the policy is a sentence', () => {
  expect(ruleInWords(rule({ minor: 0, ordinary: 0, serious: 0 }, 1))).toBe('没有计入的失信信息，有 1 项以上计入的表彰');
  expect(ruleInWords(rule({ minor: 0, ordinary: 0, serious: 0 }))).toBe('没有计入的失信信息');
  expect(ruleInWords(rule({ ordinary: 0, serious: 0 }))).toBe('没有计入的严重、一般失信信息');
  expect(ruleInWords(rule({ minor: 2, serious: 0 }))).toBe('没有计入的严重失信信息，轻微失信最多 2 条');
  expect(ruleInWords(rule({}))).toBe('其余的情况');
});

test('an item counts for its own time where that is shorter than the policy’s', () => {
  expect(itemInWords({ polarity: 'adverse', seriousness: 'ordinary', counts_months: null }, policy)).toBe('一般失信，最长计 12 个月');
  expect(itemInWords({ polarity: 'adverse', seriousness: 'serious', counts_months: 24 }, policy)).toBe('严重失信，最长计 24 个月');
  expect(itemInWords({ polarity: 'adverse', seriousness: 'minor', counts_months: 24 }, policy)).toBe('轻微失信，最长计 3 个月');
  expect(itemInWords({ polarity: 'commendation', seriousness: null, counts_months: null }, policy)).toBe('表彰，最长计 36 个月');
  expect(itemInWords({ polarity: 'neutral', seriousness: null, counts_months: null }, policy)).toContain('不计入');
});
