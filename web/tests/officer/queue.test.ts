import { afterEach, expect, test } from 'vitest';
import { filter, forgetFilter, isNarrowed, queryOf } from '../../src/officer/queue/filter.ts';
import { dueThisWeek, nextOf } from '../../src/officer/queue/order.ts';
import { weekEnd } from '../../src/officer/queue/week.ts';
import { rowOf } from '../../src/officer/queue/row.ts';
import type { Case } from '../../src/officer/shapes.ts';
import { deadlineOn, RECORD, waiting } from './desk-cases.ts';

const FRIDAY = '2026-11-27', SUNDAY = '2026-11-29';
const ME = { name: '林经办', is_me: true }, OTHER = { name: '苏复核', is_me: false };
afterEach(forgetFilter);

test('a week ends on its Sunday, also on that Sunday and over the end of a year', () => {
  expect(['2026-11-23', FRIDAY, SUNDAY, '2026-11-30', '2026-12-31'].map(weekEnd)).toEqual([SUNDAY, SUNDAY, SUNDAY, '2026-12-06', '2027-01-03']);
});

test('due this week is what ends by Sunday, with what is late; the page after it is asked for while all of this one is', () => {
  const [late, soon, later] = [waiting('A', { deadline: deadlineOn('2026-11-20', -5, true) }), waiting('B', { deadline: deadlineOn(SUNDAY) }), waiting('C', { deadline: deadlineOn('2026-11-30') })];
  expect(dueThisWeek({ cases: [late, soon, later], after: 'C' }, FRIDAY)).toEqual({ cases: [late, soon], after: null });
  expect(dueThisWeek({ cases: [late, soon], after: 'B' }, FRIDAY).after).toBe('B');
});

test('the next case is the earliest that is free or one’s own, and not the one just done', () => {
  const cases = [waiting('A', { assigned_to: OTHER }), waiting('B', { assigned_to: ME }), waiting('C')];
  expect(nextOf(cases)?.number).toBe('B');
  expect(nextOf(cases, 'B')?.number).toBe('C');
  expect(nextOf([cases[0]!])).toBeNull();
});

test('a case that waits for somebody else is next once they are late', () => {
  expect(nextOf([waiting('A', { state: 'at_source' })])).toBeNull();
  expect(nextOf([waiting('A', { state: 'at_source', deadline: deadlineOn(FRIDAY, -1, true) })])?.number).toBe('A');
});

test('a second look is for another officer than the one who has the case', () => {
  expect(nextOf([waiting('A', { state: 'awaiting_second', assigned_to: ME })])).toBeNull();
  expect(nextOf([waiting('A', { state: 'awaiting_second', assigned_to: OTHER })])?.number).toBe('A');
});

test('the queue is asked for by what was chosen, and by nothing that names a person', () => {
  expect(queryOf(filter)).toEqual({});
  Object.assign(filter, { kind: 'repair', state: 'applied', overdue: true, mine: true, thisWeek: true });
  expect(queryOf(filter)).toEqual({ kind: 'repair', state: 'applied', overdue: true, mine: true });
});

test('what an officer has done is narrowed by its kind alone', () => {
  Object.assign(filter, { done: true, state: 'applied', overdue: true, mine: true, thisWeek: true });
  expect([queryOf(filter), isNarrowed(filter)]).toEqual([{ done: true }, true]);
  filter.kind = 'dispute';
  expect(queryOf(filter)).toEqual({ done: true, kind: 'dispute' });
});

test('an open case is the same line in the list as out of it, and names nobody', () => {
  const one = waiting('A', { state: 'upheld', state_text: '异议成立', assigned_to: ME });
  const seen = { ...one, record: RECORD, words: '不是我', masked_name: '*明', masked_id_number: '****' } as unknown as Case;
  const { version, ...line } = one;
  expect(rowOf(seen)).toEqual(line);
  expect(version).toBe(1);
  expect(rowOf({ ...seen, record: null })).toMatchObject({ number: 'A', item: null, department: null });
});

test('the next one who signs in begins with the whole queue', () => {
  filter.thisWeek = true;
  expect(isNarrowed(filter)).toBe(true);
  forgetFilter();
  expect(isNarrowed(filter)).toBe(false);
});
