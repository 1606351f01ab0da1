/** What is asked of the service about an invitation; whoever holds its code needs no sign-in. */

import { answerOf, open, type Shapes } from '../../api/client.ts';
import { keep } from '../shop.ts';
import type { Invitation } from '../invitation.ts';

export type Offer = Shapes['InvitationAnswer'];

/** Return who invites, to what, and under which rules. */
export function look(code: string): Promise<Offer> {
  return answerOf(open.POST('/api/v1/merchant/invitations/look', { body: { code } }));
}

/** Accept, and hold the key that this phone gets. */
export async function accept({ code, requestKey }: Invitation, rulesVersion: Offer['rules']['version'], label: string): Promise<void> {
  const body = { code, rules_version: rulesVersion, label };
  const { api_key, key, merchant } = await answerOf(open.POST('/api/v1/merchant/invitations/accept', { body, params: { header: { 'Idempotency-Key': requestKey } } }));
  keep(api_key, { id: merchant.id, name: merchant.name, role: merchant.role, label: key.label, key_id: key.id });
}
