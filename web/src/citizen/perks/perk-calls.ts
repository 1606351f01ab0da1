/** What is asked of the service about perks. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { citizen } from '../session.ts';
import type { Grant } from './grant-words.ts';

export type Perk = Shapes['PerkAnswer'];

/** Return every perk there is, and the purpose whose consent is missing to tell whether it can be had, if that is the reason. */
export async function listPerks(): Promise<{ perks: Perk[]; isUnread: boolean; missing: string | null }> {
  const { perks, status_unread_because: unread } = await answerOf(citizen.GET('/api/v1/perks'));
  const purpose = unread?.startsWith('consent-required/') ? unread.slice('consent-required/'.length) : null;
  return { perks, isUnread: unread !== null, missing: purpose };
}

export async function listGrants(): Promise<Grant[]> {
  return (await answerOf(citizen.GET('/api/v1/me/perks'))).perks;
}

export function getGrant(id: string): Promise<Grant> {
  return answerOf(citizen.GET('/api/v1/me/perks/{grant_id}', { params: { path: { grant_id: id } } }));
}

/** Ask for a perk on a card; the same `key` again finds what the first made. */
export function askForPerk(wish: { perk: string; card: string }, key: string): Promise<Grant> {
  return answerOf(citizen.POST('/api/v1/me/perks', { body: wish, params: { header: { 'Idempotency-Key': key } } }));
}

export async function giveBack(id: string): Promise<void> {
  await citizen.DELETE('/api/v1/me/perks/{grant_id}', { params: { path: { grant_id: id } } });
}
