import { beforeEach, expect, test } from 'vitest';
import { fieldOf, keepField } from '../../src/citizen/drafts.ts';
import { clearUnclaimed, forgetHeld, holdFor, isHeld } from '../../src/citizen/held.ts';
import { choose, chosenFor } from '../../src/citizen/records/chosen-files.ts';

const DRAFT = 'dispute:rec_1';

beforeEach(async () => {
  forgetHeld();
  holdFor('ctz_1');
  keepField(DRAFT, 'words', '不是我');
  await choose(DRAFT, [new File([new Uint8Array([0xff, 0xd8, 0xff])], '1.jpg')], 1);
});

function isThere(): boolean[] {
  return [fieldOf(DRAFT, 'words') !== '', chosenFor(DRAFT).length > 0];
}

test('what was typed and chosen outlives a sign-in that ran out, for the same person', () => {
  expect(isHeld()).toBe(true);
  clearUnclaimed();
  holdFor('ctz_1');
  expect(isThere()).toEqual([true, true]);
});

test('another person finds nothing of it', () => {
  clearUnclaimed();
  holdFor('ctz_2');
  expect(isThere()).toEqual([false, false]);
});

test('after a sign-out nothing is left, and what nobody claims is dropped before the next sign-in', () => {
  forgetHeld();
  expect([isHeld(), ...isThere()]).toEqual([false, false, false]);
  keepField(DRAFT, 'words', '谁的？');
  clearUnclaimed();
  expect(fieldOf(DRAFT, 'words')).toBe('');
});
