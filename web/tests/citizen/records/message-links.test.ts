import { expect, test } from 'vitest';
import { isOfMerchant, leadOf } from '../../../src/citizen/records/message-links.ts';

test('a message leads to its case or its perk', () => {
  expect(['Y2026-7K3M-9QXD', 'X2026-7K3M-9QXD'].map((number) => leadOf(number)?.to)).toEqual(['/cases/Y2026-7K3M-9QXD', '/cases/X2026-7K3M-9QXD']);
  expect(leadOf('grt_4Kd0aZ')).toEqual({ to: '/perks/grants/grt_4Kd0aZ', kind: 'grant' });
});

test('whatever else it is about leads nowhere', () => {
  for (const object of [null, '', 'crt_1', 'Z2026-7K3M-9QXD', 'Y2026-7K3M-9QXD/x', '../me', 'grt_1/../x']) expect(leadOf(object)).toBeNull();
});

test('only a merchant can be blocked', () => {
  expect(['mer_1', 'ofc_1', 'library', 'city-centre'].map((merchant_id) => isOfMerchant({ merchant_id }))).toEqual([true, false, false, false]);
});
