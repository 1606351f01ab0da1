/** What is asked of the service about cards. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { citizen, withOperator } from '../session.ts';
import type { Card, CardService } from './card-words.ts';

export type CardOperator = Shapes['CardOperatorAnswer'];

export async function listCards(): Promise<Card[]> {
  return (await answerOf(citizen.GET('/api/v1/me/cards'))).cards;
}

export async function listOperators(): Promise<CardOperator[]> {
  return (await answerOf(citizen.GET('/api/v1/me/card-operators'))).operators;
}

/** Link a card, which its operator confirms meanwhile; the same `key` again finds what the first made. */
export function linkCard(wish: { operator: string; card_number: string }, key: string): Promise<Card> {
  return answerOf(citizen.POST('/api/v1/me/cards', { body: wish, params: { header: { 'Idempotency-Key': key } }, fetch: withOperator }));
}

export async function unlinkCard(id: string): Promise<void> {
  await citizen.DELETE('/api/v1/me/cards/{card_id}', { params: { path: { card_id: id } } });
}

/** Read what the operator shows of a function of a card now. */
export function readService(card: string, service: string): Promise<CardService> {
  const path = { card_id: card, service: service as never };
  return answerOf(citizen.GET('/api/v1/me/cards/{card_id}/services/{service}', { params: { path }, fetch: withOperator }));
}
