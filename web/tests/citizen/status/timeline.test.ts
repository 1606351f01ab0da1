import { expect, test } from 'vitest';
import type { CreditRecord, Status } from '../../../src/citizen/records/record-calls.ts';
import { layOut } from '../../../src/citizen/status/timeline.ts';

type Line = Status['records'][number];

const TODAY = '2026-11-27';
const record = (id: string, decidedOn: string, polarity: CreditRecord['polarity'] = 'adverse'): CreditRecord => ({ id, decided_on: decidedOn, polarity, item: { id: 'x', name: id }, title: id }) as CreditRecord;
const line = (id: string, until: string | null, wishes: Partial<Line> = {}): Line => ({ record: id, until, counts: true, reason: 'counts_adverse', why: '', item: { id: 'x', name: id }, ...wishes });
const status = (records: Line[], improvements: Status['improvements'] = []) => ({ evaluated_on: TODAY, records, improvements });

test('a bar runs from the decision to the last day, the soonest end first', () => {
  const lines = status([line('late', '2027-08-06'), line('soon', '2026-12-31')]);
  const drawn = layOut(lines, [record('late', '2026-08-06'), record('soon', '2026-09-30')]);
  expect(drawn?.bars.map(({ record: id, isOver }) => [id, isOver])).toEqual([['soon', false], ['late', false]]);
  const [soon, late] = drawn!.bars;
  expect([late!.from, late!.to]).toEqual([0, 1]);
  for (const place of [soon!.from, soon!.to, drawn!.today]) expect(place > 0 && place < 1).toBe(true);
  expect(soon!.to).toBeGreaterThan(drawn!.today);
  expect(drawn!.years.map(({ year }) => year)).toEqual(['2027']);
});

test('what is over lies before today and is called so; its last day still counts', () => {
  const over = layOut(status([line('old', '2026-11-26', { counts: false, reason: 'expired' })]), [record('old', '2025-11-27')]);
  expect(over?.bars[0]).toMatchObject({ kind: 'none', isOver: true });
  expect(over!.bars[0]!.to).toBeLessThan(over!.today);
  expect(layOut(status([line('last', TODAY)]), [record('last', '2025-11-27')])?.bars[0]).toMatchObject({ kind: 'adverse', isOver: false });
});

test('records without an end, not begun or unknown have no bar', () => {
  const lines = status([line('disputed', null, { counts: false, reason: 'disputed' }), line('coming', '2027-01-01', { counts: false, reason: 'not_yet' }), line('gone', '2027-01-01')]);
  expect(layOut(lines, [record('disputed', '2026-01-01'), record('coming', '2027-01-01')])).toBeNull();
});

test('the first day of a repair is marked while it lies ahead', () => {
  const repairs = (on: string): Status['improvements'] => [{ code: 'repair_later', on, record: 'rec', text: '' }];
  const ahead = layOut(status([line('rec', '2027-11-07')], repairs('2027-02-08')), [record('rec', '2026-11-07')])!;
  expect(ahead.bars[0]!.repair?.on).toBe('2027-02-08');
  expect(ahead.bars[0]!.repair!.at).toBeGreaterThan(ahead.today);
  expect(layOut(status([line('rec', '2027-11-07')], repairs(TODAY)), [record('rec', '2026-11-07')])!.bars[0]!.repair).toBeNull();
});

test('a long line names at most four years, and a commendation is no adverse record', () => {
  const drawn = layOut(status([line('long', '2035-01-01', { reason: 'counts_commendation' })]), [record('long', '2020-01-01', 'commendation')])!;
  expect(drawn.years.length).toBeLessThanOrEqual(4);
  expect(drawn.bars[0]!.kind).toBe('good');
});
