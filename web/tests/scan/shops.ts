/** Two shops, as a phone keeps them, and a service to ask. */

import { vi } from 'vitest';
import type { Merchant } from '../../src/scan/device.ts';

export const BOOKS: Merchant = { id: 'mer_books', name: '书咖', role: 'owner', label: '收银台', key_id: 'mkey_1' };
export const TEA: Merchant = { id: 'mer_tea', name: '茶铺', role: 'staff', label: '小王', key_id: 'mkey_2' };

/** Answer every request so, in the service's place. */
export function serving(answer: (request: Request) => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async (request: Request) => answer(request));
}

export function refusal(status: number, detail: string): Response {
  return Response.json({ detail }, { status, headers: { 'Content-Type': 'application/problem+json' } });
}
