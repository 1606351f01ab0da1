import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnsInWords } from '../../src/operator/column-words.ts';
import { KINDS } from '../../src/operator/grant-list.ts';
import { kindInWords, REASONS, reasonInWords } from '../../src/operator/grant-words.ts';
import { topicInWords } from '../../src/operator/letter-words.ts';

const CHINESE = /[一-鿿]/;

test('each column of the list is told in words, in the order of the file', () => {
  const door = readFileSync(new URL('../../../miniprogram_api/operator/grants.py', import.meta.url), 'utf8');
  const columns = /^_COLUMNS = \(([^)]+)\)/m.exec(door)?.[1]?.match(/[a-z_]+/g) ?? [];
  expect(columnsInWords().map(([name]) => name)).toEqual(columns);
  for (const [name, words] of columnsInWords()) expect(words, name).toMatch(CHINESE);
});

test('every list and every reason has words; a reason of a system of the operator’s keeps its own', () => {
  expect(new Set(KINDS.map(kindInWords)).size).toBe(KINDS.length);
  for (const reason of Object.keys(REASONS)) expect(reasonInWords(reason)).toMatch(CHINESE);
  expect(reasonInWords('card-expired')).toBe('card-expired');
});

test('no message is named by a program’s word', () => {
  for (const topic of ['entitlement.put', 'entitlement.check', 'card.unlink', 'operator.event', 'unheard.of']) expect(topicInWords(topic)).toMatch(CHINESE);
});
