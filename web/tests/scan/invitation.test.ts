import { beforeEach, expect, test } from 'vitest';
import { codeIn, dropInvitation, invited, keepInvitation } from '../../src/scan/invitation.ts';

beforeEach(dropInvitation);

test('a link as it is sent holds a code; anything else holds none', () => {
  expect(codeIn('https://card.example/scan#join=Ab-9_x')).toBe('Ab-9_x');
  expect(codeIn('  /scan#join=Ab-9_x \n')).toBe('Ab-9_x');
  for (const text of ['', 'Ab-9_x', 'https://card.example/scan', 'https://card.example/scan#join=', '#join=a b', '#ask=Ab-9_x']) {
    expect(codeIn(text), text).toBeNull();
  }
});

test('the same invitation opened twice is accepted under one key; another has its own', () => {
  keepInvitation('first');
  const { requestKey } = invited.invitation!;
  keepInvitation('first');
  expect(invited.invitation!.requestKey).toBe(requestKey);
  keepInvitation('second');
  expect(invited.invitation!.requestKey).not.toBe(requestKey);
});

test('what was accepted waits no more, not even after a reload', () => {
  keepInvitation('first');
  expect(sessionStorage.getItem('join')).toContain('first');
  dropInvitation();
  expect([invited.invitation, sessionStorage.getItem('join')]).toEqual([null, null]);
});
