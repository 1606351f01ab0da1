import { expect, test } from 'vitest';
import { becameOf } from '../../src/scan/phone/pairing.ts';

const before = ['key_1', 'key_2'];
const keys = before.map((id) => ({ id }));

test('a phone has come once its code is used and the shop has one key more', () => {
  expect(becameOf('inv_1', before, { keys, invitations: [{ id: 'inv_1' }] })).toBe('waits');
  expect(becameOf('inv_1', before, { keys: [...keys, { id: 'key_3' }], invitations: [] })).toBe('has-come');
});

test('a code that was withdrawn on another phone let no phone in', () => {
  expect(becameOf('inv_1', before, { keys, invitations: [{ id: 'inv_2' }] })).toBe('withdrawn');
  expect(becameOf('inv_1', before, { keys: [{ id: 'key_1' }], invitations: [] })).toBe('withdrawn');
});

test('another phone that comes meanwhile is not taken for this one', () => {
  expect(becameOf('inv_1', before, { keys: [...keys, { id: 'key_3' }], invitations: [{ id: 'inv_1' }] })).toBe('waits');
});
