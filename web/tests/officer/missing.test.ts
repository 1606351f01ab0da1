import { expect, test } from 'vitest';
import { missingInPasswords, missingInSignIn } from '../../src/officer/account/missing.ts';

const missing = (told: Record<string, string>): string[] => Object.keys(told).filter((field) => told[field]);

test('a sign-in needs all three, the code as six digits however they are set', () => {
  expect(missing(missingInSignIn({ username: ' ', password: '', totp: '12345' }))).toEqual(['username', 'password', 'totp']);
  expect(missing(missingInSignIn({ username: 'lin', password: 'x', totp: ' 123 456 ' }))).toEqual([]);
});

test('a new password is long and typed twice alike', () => {
  expect(missing(missingInPasswords({ current: '', wanted: 'short', again: 'other' }))).toEqual(['current', 'wanted', 'again']);
  expect(missing(missingInPasswords({ current: 'x', wanted: 'twelve-signs', again: 'twelve-signs' }))).toEqual([]);
});
