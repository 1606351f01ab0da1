/** Two shops, as a phone keeps them. */

import type { Merchant } from '../../src/scan/device.ts';

export const BOOKS: Merchant = { id: 'mer_books', name: '书咖', role: 'owner', label: '收银台', key_id: 'mkey_1' };
export const TEA: Merchant = { id: 'mer_tea', name: '茶铺', role: 'staff', label: '小王', key_id: 'mkey_2' };
