import { beforeEach, expect, test } from 'vitest';
import { fieldOf, forgetDraft, forgetDrafts, keepField, requestKey } from '../../src/citizen/drafts.ts';

beforeEach(forgetDrafts);

test('what was typed is there again, each draft for itself', () => {
  keepField('dispute:rec_1', 'words', '不是我');
  keepField('dispute:rec_1', 'reason', 'not_mine');
  keepField('dispute:rec_2', 'words', '另一条');
  expect(['words', 'reason', 'none'].map((field) => fieldOf('dispute:rec_1', field))).toEqual(['不是我', 'not_mine', '']);
  forgetDraft('dispute:rec_1');
  expect(fieldOf('dispute:rec_1', 'words')).toBe('');
  expect(fieldOf('dispute:rec_2', 'words')).toBe('另一条');
});

test('a repeat of the same wish goes under the same key, another wish under another', () => {
  const wish = { record: 'rec_1', reason: 'not_mine', words: '不是我' };
  const key = requestKey('dispute:rec_1', wish);
  expect(requestKey('dispute:rec_1', { ...wish })).toBe(key);
  const other = requestKey('dispute:rec_1', { ...wish, words: '改了' });
  expect(other).not.toBe(key);
  expect(requestKey('dispute:rec_2', wish)).not.toBe(key);
});

test('a key outlives further typing, and ends with its draft', () => {
  const wish = { words: '一' };
  const key = requestKey('review:1', wish);
  keepField('review:1', 'words', '一');
  expect(requestKey('review:1', wish)).toBe(key);
  forgetDraft('review:1');
  expect(requestKey('review:1', wish)).not.toBe(key);
});

test('nothing of anybody is left after a sign-out', () => {
  keepField('dispute:rec_1', 'words', '不是我');
  forgetDrafts();
  expect(sessionStorage.getItem('drafts')).toBeNull();
});
