import { expect, test } from 'vitest';
import { Problem, Unreachable } from '../../src/api/failures.ts';
import { hasMoved, isSignedOut } from '../../src/officer/refusals.ts';

test('a session that is over is told from a wrong sign-in', () => {
  expect(isSignedOut(new Problem(401, '/problems/officer-session-over', ''))).toBe(true);
  expect(isSignedOut(new Problem(401, '/problems/officer-sign-in-wrong', ''))).toBe(false);
  expect(isSignedOut(new Problem(403, '/problems/own-case', ''))).toBe(false);
  expect(isSignedOut(new Unreachable())).toBe(false);
});

test('a case that has moved is fetched anew, other conflicts are told', () => {
  expect(hasMoved(new Problem(409, '/problems/case-moved', ''))).toBe(true);
  expect(hasMoved(new Problem(409, '/problems/request-in-progress', ''))).toBe(false);
});
