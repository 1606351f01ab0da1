/** Merchants whose scans tell them nothing: who they are, and changing that. */

import { answerOf, type Shapes } from '../api/client.ts';
import { citizen } from './session.ts';

export async function listBlocked(): Promise<Shapes['BlockedMerchants']['merchants']> {
  return (await answerOf(citizen.GET('/api/v1/me/blocked-merchants'))).merchants;
}

/** Let a merchant's scans tell it nothing, or something again. */
export async function setBlocked(merchant: string, isBlocked: boolean): Promise<void> {
  const asked = { params: { path: { merchant_id: merchant } } };
  await (isBlocked ? citizen.PUT('/api/v1/me/blocked-merchants/{merchant_id}', asked) : citizen.DELETE('/api/v1/me/blocked-merchants/{merchant_id}', asked));
}
