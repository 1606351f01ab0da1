import { beforeEach, expect, test } from 'vitest';
import { draftOf, forgetDraft, forgetDrafts, hasDraft, holdDraftsFor, keepDraft, requestKey } from '../../src/officer/drafts.ts';

const ONE = 'Y2026-7K3M-9QXD', OTHER = 'X2026-7K3M-9QXD';
const BEGUN = { event: 'reject', fields: { template: '', words: '已与来源单位' } };

beforeEach(() => {
  forgetDrafts();
  holdDraftsFor('lin');
});

test('what was typed for a case is there again, and for that case alone', () => {
  keepDraft(ONE, BEGUN);
  expect(draftOf(ONE)).toEqual(BEGUN);
  expect([hasDraft(ONE), hasDraft(OTHER)]).toEqual([true, false]);
});

test('a form that was opened and left empty is no draft', () => {
  keepDraft(ONE, { event: 'reject', fields: { template: '', words: '' } });
  expect(hasDraft(ONE)).toBe(false);
});

test('a session that ran out keeps the drafts for the same officer, and for no other', () => {
  keepDraft(ONE, BEGUN);
  holdDraftsFor('lin');
  expect(hasDraft(ONE)).toBe(true);
  holdDraftsFor('su');
  expect(hasDraft(ONE)).toBe(false);
});

test('signing out leaves nothing in the tab', () => {
  keepDraft(ONE, BEGUN);
  forgetDrafts();
  expect(sessionStorage.getItem('desk-drafts')).toBeNull();
});

test('the same wish has the same key, also after more was typed and taken back; another wish has its own', () => {
  const wish = { event: 'reject', version: 3, words: '一' };
  const key = requestKey(ONE, wish);
  keepDraft(ONE, BEGUN);
  expect(requestKey(ONE, wish)).toBe(key);
  expect(requestKey(ONE, { ...wish, version: 4 })).not.toBe(key);
});

test('a step that was taken leaves no draft behind', () => {
  keepDraft(ONE, BEGUN);
  keepDraft(OTHER, BEGUN);
  forgetDraft(ONE);
  expect([hasDraft(ONE), hasDraft(OTHER)]).toEqual([false, true]);
});
