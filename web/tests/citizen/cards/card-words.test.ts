import { expect, test } from 'vitest';
import { factsOf, nameOfCard, sumsOf, type Card, type CardService } from '../../../src/citizen/cards/card-words.ts';

const card: Card = { id: 'crd_1', operator: { id: 'library', name: '图书馆' }, card: '****0010', state: 'linked', linked_at: null };
const shown: CardService = { operator: card.operator, basic_right: false, service: { id: 'lending', name: '图书借阅' }, note: '', as_of: '', balance_fen: null, owed_fen: null, deposit: null, valid_from: null, valid_until: null, items: [] };

test('what an operator shows is told in yuan, days and words; what the function has not is left out', () => {
  expect(sumsOf(shown)).toEqual([]);
  const full: CardService = { ...shown, balance_fen: 1250, owed_fen: 0, deposit: { state: 'waived', amount_fen: 10000 }, valid_from: '2026-01-01', valid_until: '2026-12-31' };
  expect(sumsOf(full)).toEqual([['余额', '12.50 元'], ['待付', '0.00 元'], ['押金', '100.00 元，免交'], ['有效期', '2026年1月1日到2026年12月31日']]);
  expect(sumsOf({ ...shown, valid_until: '2026-12-31' })).toEqual([['有效期', '到2026年12月31日']]);
  const loan: CardService['items'][number] = { id: null, renewable: null, renewals_left: null, kind: 'loan', title: '海错图笔记', at: '2026-11-26T20:00:00Z', month: null, amount_fen: null, due_on: '2026-12-27', state: 'open' };
  expect(factsOf(loan)).toBe('借阅 · 2026年11月27日 · 2026年12月27日到期 · 未完成');
  expect(factsOf({ ...loan, kind: 'bill', month: '2026-10', amount_fen: 5000, due_on: null, state: 'unpaid' })).toBe('账单 · 2026-10 · 50.00 元 · 未付');
  expect(nameOfCard({ ...card, operator: { id: 'library', name: null } })).toBe('library');
});
