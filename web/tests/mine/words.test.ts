import { expect, test } from 'vitest';
import { factsOf, nameOfCard, sumsOf } from '../../src/mine/card-words.ts';
import { causeInWords, isOpen, isWaiting, noticeInWords, reasonInWords, stateInWords, untilInWords } from '../../src/mine/grant-words.ts';
import type { Card, CardService, Grant, GrantState } from '../../src/mine/mine-api.ts';

const card: Card = { id: 'crd_1', operator: { id: 'library', name: '图书馆' }, card: '****0010', state: 'linked', linked_at: null };
const grant: Grant = { id: 'grt_1', perk: 'library.deposit_free', card: 'crd_1', state: 'active', requested_at: '', valid_until: '2027-11-26T23:30:00+08:00', refused_because: null, notice: null, steps: [] };
const shown: CardService = { service: { id: 'lending', name: '图书借阅' }, note: '', as_of: '', balance_fen: null, owed_fen: null, deposit: null, valid_from: null, valid_until: null, items: [] };
const step = (cause: string, state: GrantState = 'active'): Grant['steps'][number] => ({ at: '', state, cause, actor: 'library' });

test('a grant says where it stands, and until when only while that matters', () => {
  expect(untilInWords(grant)).toBe('到2027年11月26日');
  expect(untilInWords({ ...grant, state: 'ended' })).toBeNull();
  expect((['pending', 'active', 'ending', 'ended', 'refused'] as const).map((state) => [isOpen({ ...grant, state }), isWaiting({ ...grant, state })])).toEqual([[true, true], [true, false], [false, true], [false, false], [false, false]]);
  expect(stateInWords('pending')).toBe('等运营单位办理');
});

test('a step says why in words, an unknown cause by its state, never a code', () => {
  expect(causeInWords(step('consent_withdrawn'))).toBe('你撤回了授权');
  expect(causeInWords(step('unheard_of', 'ended'))).toBe('已结束');
  expect(reasonInWords({ ...grant, refused_because: 'unknown-card' })).toBe('运营单位的理由：没有这个卡号。');
  expect([reasonInWords({ ...grant, refused_because: 'their-own-word' }), reasonInWords(grant)]).toEqual([null, null]);
});

test('a coming end says whether it can be had again, and is said while it is in force alone', () => {
  expect(noticeInWords({ ...grant, notice: 'renewable' })).toContain('之后可以再申请');
  expect(noticeInWords({ ...grant, notice: 'minimum_level' })).toContain('目前不能再申请');
  expect([noticeInWords(grant), noticeInWords({ ...grant, notice: 'renewable', state: 'ended' })]).toEqual([null, null]);
});

test('what an operator shows is told in yuan, days and words; what the function has not is left out', () => {
  expect(sumsOf(shown)).toEqual([]);
  const full: CardService = { ...shown, balance_fen: 1250, owed_fen: 0, deposit: { state: 'waived', amount_fen: 10000 }, valid_from: '2026-01-01', valid_until: '2026-12-31' };
  expect(sumsOf(full)).toEqual([['余额', '12.50 元'], ['待付', '0.00 元'], ['押金', '100.00 元，免交'], ['有效期', '2026年1月1日到2026年12月31日']]);
  expect(sumsOf({ ...shown, valid_until: '2026-12-31' })).toEqual([['有效期', '到2026年12月31日']]);
  const loan = { kind: 'loan', title: '海错图笔记', at: '2026-11-26T20:00:00Z', month: null, amount_fen: null, due_on: '2026-12-27', state: 'open' };
  expect(factsOf(loan)).toBe('借阅 · 2026年11月27日 · 2026年12月27日到期 · 未完成');
  expect(factsOf({ ...loan, kind: 'bill', month: '2026-10', amount_fen: 5000, due_on: null, state: 'unpaid' })).toBe('账单 · 2026-10 · 50.00 元 · 未付');
  expect(nameOfCard({ ...card, operator: { id: 'library', name: null } })).toBe('library');
});
