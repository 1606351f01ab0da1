import { expect, test } from 'vitest';
import { encodeQr } from '../src/page/qr.ts';
import { dynamicPairs, Issuer } from './issuer.ts';

const BASE = 'https://' + 'h'.repeat(20);

test('a dynamic code of two claims on a host of 20 characters is of version 8', async () => {
  const issuer = await Issuer.make();
  const url = `${BASE}/v#${await issuer.mint(dynamicPairs())}`;
  expect(encodeQr(url).version).toBe(8);
});

test('the digits are packed as digits', async () => {
  const modes = encodeQr(`${BASE}/v#${'1234567890'.repeat(32)}`).segments.map((segment) => segment.mode.id);
  expect(modes).toEqual(['Byte', 'Numeric']);
});
