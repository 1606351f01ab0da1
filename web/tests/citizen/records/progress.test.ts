import { expect, test } from 'vitest';
import { decisionOf, lineOf, turnOf } from '../../../src/citizen/records/progress.ts';
import type { Case, Step } from '../../../src/citizen/records/case-calls.ts';

const DEADLINE = { name: '作出决定', due_on: '2026-12-04', is_late: false, working_days_left: 5, source: '', reason: null };

/** Return a case in this state after these events, one a day. */
function after(kind: Case['kind'], state: string, ...events: string[]): Case {
  const steps = events.map((event, place) => ({ event, at: `2026-11-0${place + 1}T09:00:00+08:00` }) as Step);
  return { kind, state, steps, deadline: DEADLINE } as Case;
}
const drawn = (seen: Case): string => lineOf(seen).map(({ name, state }) => ({ done: `✓${name}`, now: `●${name}`, waits: `○${name}`, next: name })[state]).join(' ');

test('a dispute is filed, waits, is checked wherever it lies, and decided', () => {
  expect(drawn(after('dispute', 'filed', 'file'))).toBe('✓提交 ○核查 决定');
  for (const state of ['checking', 'at_source']) expect(drawn(after('dispute', state, 'file'))).toBe('✓提交 ●核查 决定');
  expect(drawn(after('dispute', 'answered', 'file', 'forward', 'answer'))).toBe('✓提交 ✓核查 ○决定');
  expect(drawn(after('dispute', 'upheld', 'file', 'check', 'uphold_withdrawn'))).toBe('✓提交 ✓核查 ✓决定');
});

test('a review is a stage of its own and its decision replaces the first', () => {
  const asked = after('dispute', 'in_review', 'file', 'check', 'reject', 'ask_review');
  expect(drawn(asked)).toBe('✓提交 ✓核查 ✓决定 ●复核');
  expect(decisionOf(asked)?.event).toBe('reject');
  const closed = after('dispute', 'closed', 'file', 'check', 'reject', 'ask_review', 'uphold_corrected');
  expect(drawn(closed)).toBe('✓提交 ✓核查 ✓决定 ✓复核');
  expect(decisionOf(closed)?.event).toBe('uphold_corrected');
});

test('a repair waits for whoever has to do something', () => {
  expect(drawn(after('repair', 'draft', 'draft'))).toBe('●提交 受理 决定');
  expect(drawn(after('repair', 'applied', 'draft', 'apply'))).toBe('✓提交 ○受理 决定');
  expect(drawn(after('repair', 'materials_asked', 'draft', 'apply', 'ask_materials'))).toBe('●补材料 受理 决定');
  expect(drawn(after('repair', 'awaiting_second', 'draft', 'apply', 'accept', 'propose_grant'))).toBe('✓提交 ✓受理 ○决定');
  expect(drawn(after('repair', 'granted', 'draft', 'apply', 'accept', 'grant'))).toBe('✓提交 ✓受理 ✓决定');
});

test('a case that ends early has no stages to come', () => {
  expect(drawn(after('dispute', 'withdrawn', 'file', 'withdraw'))).toBe('✓提交 ✓已撤回');
  expect(drawn(after('repair', 'lapsed', 'draft', 'lapse'))).toBe('✓已终止');
  expect(drawn(after('repair', 'not_accepted', 'draft', 'apply', 'not_accept'))).toBe('✓提交 ✓不予受理');
});

test('whose turn it is names the source department, and nobody once it is over', () => {
  expect(turnOf(after('dispute', 'at_source', 'file'), '厦门市农业农村局')).toBe('厦门市农业农村局');
  expect(turnOf(after('dispute', 'at_source', 'file'), null)).toBe('来源单位');
  expect(turnOf(after('repair', 'materials_asked'), null)).toBe('你');
  expect(turnOf({ ...after('dispute', 'upheld', 'file'), deadline: null }, null)).toBeNull();
});
