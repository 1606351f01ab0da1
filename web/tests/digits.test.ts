import { expect, test } from 'vitest';
import { digitsOf, fromDigits } from '../src/certificate/digits.ts';
import { toDigits } from './issuer.ts';

test('bytes of every length survive being written as digits', () => {
  for (let size = 1; size <= 40; size += 1) {
    const data = crypto.getRandomValues(new Uint8Array(size));
    expect(fromDigits(toDigits(data))).toEqual(data);
  }
});

test('a block keeps its leading zeros', () => {
  expect(fromDigits('00000000000000001')).toEqual(new Uint8Array([0, 0, 0, 0, 0, 0, 1]));
});

test.each([
  ['nothing', ''],
  ['a length that no bytes have', '1234'],
  ['a block whose number does not fit its bytes', '256'],
  ['a full block of 2**56', '72057594037927936'],
  ['other characters', '12a'],
  ['digits of another script', '١٢٣'],
  ['more than 850 digits', '0'.repeat(867)],
])('%s is refused', (_, digits) => {
  expect(fromDigits(digits)).toBeNull();
});

test('the longest text that may be is taken', () => {
  expect(fromDigits('0'.repeat(850))).toHaveLength(350);
});

test('the digits are found in a link and alone', () => {
  expect(digitsOf(' https://card.example/v#123 ')).toBe('123');
  expect(digitsOf('123')).toBe('123');
});
