import { expect, it } from 'vitest';
import { stillOpen, type Case } from '../../../src/citizen/home/overview.ts';

const one = (id: string, state: Case['state'], due: string | null): Case =>
  ({ id, state, deadline: due === null ? null : { due_on: due } }) as unknown as Case;

it('shows the cases that are not over, the next to be due first and those without a date last', () => {
  const cases = [one('a', 'filed', null), one('b', 'upheld', null), one('c', 'checking', '2026-12-10'), one('d', 'materials_asked', '2026-12-02')];
  expect(stillOpen(cases).map(({ id }) => id)).toEqual(['d', 'c', 'a']);
});
