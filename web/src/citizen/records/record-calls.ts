/** What is asked of the service about records, and about the status that follows from them. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { citizen } from '../session.ts';

export type Status = Shapes['StatusAnswer'];
export type StatusLine = Shapes['LineAnswer'];
export type Detail = Shapes['DetailAnswer'];
/** A record; `dispute` is null where it is in dispute already, or counts no more for good. */
export type CreditRecord = Omit<Shapes['RecordAnswer'], 'dispute'> & { dispute: object | null };

export function readStatus(): Promise<Status> {
  return answerOf(citizen.GET('/api/v1/me/status'));
}

export async function listRecords(): Promise<CreditRecord[]> {
  return (await answerOf(citizen.GET('/api/v1/me/records'))).records;
}

/** Return one of the citizen's own records, or null where there is none of this id. */
export async function findRecord(id: string): Promise<CreditRecord | null> {
  return (await listRecords()).find((one) => one.id === id) ?? null;
}
