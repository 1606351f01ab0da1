/** Consents: read, given and taken back. */

import { answerOf, type Shapes } from '../api/client.ts';
import { citizen } from './session.ts';

export type Consent = Shapes['ConsentAnswer'];

export async function listConsents(): Promise<Consent[]> {
  return (await answerOf(citizen.GET('/api/v1/me/consents'))).consents;
}

/** Agree to the wording that was read, and to no later one. */
export async function giveConsent({ id, version }: Consent): Promise<void> {
  await citizen.PUT('/api/v1/me/consents/{purpose}', { params: { path: { purpose: id } }, body: { version } });
}

export async function withdrawConsent(id: string): Promise<void> {
  await citizen.DELETE('/api/v1/me/consents/{purpose}', { params: { path: { purpose: id } } });
}
