import { beforeEach, expect, test } from 'vitest';
import { forgetDrafts, keepField } from '../../../src/citizen/drafts.ts';
import { factsOf, withCorrections } from '../../../src/citizen/records/corrections.ts';
import { disputeDraft, fieldsOf, isSilent, wishOf } from '../../../src/citizen/records/dispute-draft.ts';
import type { CreditRecord } from '../../../src/citizen/records/record-calls.ts';

const record = { id: 'rec_1', title: '处罚决定书', document_number: '厦演字〔2026〕7号', decided_on: '2026-08-06', valid_until: null, duty_fulfilled_on: null, details: [{ field: 'fine_fen', zh: '罚款金额', value: 150050 }] } as unknown as CreditRecord;
const draft = disputeDraft(record.id);

beforeEach(forgetDrafts);

test('what a record says can be marked fact by fact, and nothing that it does not say', () => {
  expect(factsOf(record).map(({ name, now }) => `${name}=${now}`)).toEqual(['文书名称=处罚决定书', '文号=厦演字〔2026〕7号', '决定日期=2026年8月6日', '罚款金额=1500.50 元']);
});

test('the office reads what is wrong, what is right, and then the person’s own words', () => {
  const [, number, , fine] = factsOf(record);
  expect(withCorrections([{ fact: number!, right: ' 9号 ' }, { fact: fine!, right: '' }], ' 请更正 ')).toBe('文号：记录写的是“厦演字〔2026〕7号”，应为“9号”。\n罚款金额：记录写的是“1500.50 元”，不对。\n请更正');
  expect(withCorrections([], '')).toBe('');
});

test('facts are sent with wrong content alone; another reason keeps them in the draft unsent', () => {
  keepField(draft, fieldsOf('fine_fen').isWrong, 'yes');
  keepField(draft, fieldsOf('fine_fen').right, '15 元');
  expect(wishOf(record)).toBeNull();
  keepField(draft, 'reason', 'wrong_content');
  expect(wishOf(record)?.words).toBe('罚款金额：记录写的是“1500.50 元”，应为“15 元”。');
  keepField(draft, 'reason', 'not_mine');
  expect(wishOf(record)).toEqual({ record: 'rec_1', reason: 'not_mine', words: '' });
});

test('a right value whose tick was taken back is not sent', () => {
  keepField(draft, 'reason', 'wrong_content');
  keepField(draft, fieldsOf('fine_fen').right, '15 元');
  expect(wishOf(record)?.words).toBe('');
});

test('only reasons that say nothing by themselves need words', () => {
  expect(['wrong_content', 'other', 'not_mine', 'out_of_date'].map((reason) => isSilent({ reason, words: '' }))).toEqual([true, true, false, false]);
  expect(isSilent({ reason: 'other', words: '说明' })).toBe(false);
});
