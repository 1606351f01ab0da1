/** What an owner asks of the service about the shop's phones. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { merchant } from '../shop.ts';

export type Keys = Shapes['MerchantKeysAnswer'];
export type Pairing = Shapes['PairingCodeAnswer'];

export function listKeys(): Promise<Keys> {
  return answerOf(merchant.GET('/api/v1/merchant/keys'));
}

/** Make a pairing code for one more phone; the same `requestKey` again makes no second one. */
export function pair(label: string, requestKey: string): Promise<Pairing> {
  return answerOf(merchant.POST('/api/v1/merchant/keys', { body: { label }, params: { header: { 'Idempotency-Key': requestKey } } }));
}

export async function endKey(id: string): Promise<void> {
  await merchant.DELETE('/api/v1/merchant/keys/{key_id}', { params: { path: { key_id: id } } });
}

export async function endInvitation(id: string): Promise<void> {
  await merchant.DELETE('/api/v1/merchant/invitations/{invitation_id}', { params: { path: { invitation_id: id } } });
}
