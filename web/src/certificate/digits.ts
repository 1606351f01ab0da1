/** The certificate as text: 17 decimal digits for 7 bytes, and the link that carries them. */

import type { Bytes } from './bytes.ts';

const BLOCK_DIGITS = 17;
const MAX_DIGITS = 50 * BLOCK_DIGITS;
const BYTES_OF_DIGITS = new Map([[3, 1], [5, 2], [8, 3], [10, 4], [13, 5], [15, 6], [BLOCK_DIGITS, 7]]);
const BEFORE_DIGITS = '/v#';

/** Return the digits in a scanned text, be it the whole link or the digits alone. */
export function digitsOf(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf(BEFORE_DIGITS);
  return at < 0 ? trimmed : trimmed.slice(at + BEFORE_DIGITS.length);
}

/** Return the bytes that `digits` stand for, or null for what no certificate is written as. */
export function fromDigits(digits: string): Bytes | null {
  if (digits.length > MAX_DIGITS || !/^[0-9]+$/.test(digits)) return null;
  const bytes: number[] = [];
  for (let start = 0; start < digits.length; start += BLOCK_DIGITS) {
    const block = digits.slice(start, start + BLOCK_DIGITS);
    const size = BYTES_OF_DIGITS.get(block.length);
    const number = BigInt(block);
    if (size === undefined || number >> BigInt(8 * size) !== 0n) return null;
    for (let place = size - 1; place >= 0; place -= 1) bytes.push(Number((number >> BigInt(8 * place)) & 0xffn));
  }
  return new Uint8Array(bytes);
}
