/** What is asked of the service about one case. Every look at it is an entry that its citizen reads. */

import { answerOf } from '../../api/client.ts';
import { desk, withFile } from '../session.ts';
import type { Case, Decision } from '../shapes.ts';

export async function getCase(number: string): Promise<Case> {
  return (await answerOf(desk.GET('/api/v1/officer/cases/{number}', { params: { path: { number } } }))) as Case;
}

/** Take a step; the same `key` again finds what the first made. */
export async function decide(number: string, decision: Decision, key: string): Promise<Case> {
  const params = { path: { number }, header: { 'Idempotency-Key': key } };
  return (await answerOf(desk.POST('/api/v1/officer/cases/{number}/decisions', { params, body: decision }))) as Case;
}

export async function readMaterial(number: string, id: string): Promise<Blob> {
  const path = { number, material_id: id };
  return (await answerOf(desk.GET('/api/v1/officer/cases/{number}/materials/{material_id}', { params: { path }, parseAs: 'blob', fetch: withFile }))) as unknown as Blob;
}
