/** What the page asks the service in the citizen's name. */

import { asCitizen } from './session.ts';

export type Claim = 'level' | 'no_adverse' | 'perk' | 'name' | 'match_code';

/** What the citizen ticked; with a `challenge` it is for the merchant who showed that, and for no other. */
export interface Wish {
  claims: Claim[];
  perk: string | null;
  challenge: string | null;
}

export interface Preview {
  preview: { claim: Claim; words: string }[];
  merchant: { id: string; name: string } | null;
  withheld?: Claim[];
}

export interface Certificate {
  id: string;
  url: string;
  expires_at: string;
  preview: { claim: Claim; words: string }[];
}

export interface Verification {
  receipt: string;
  merchant: string;
  at: string;
  outcome: string;
  disclosed: Claim[];
}

export interface Consent {
  id: string;
  version: string;
  title: string;
  wording: string;
  reads: string[];
  receives: string;
  kept: string;
  how_to_withdraw: string;
  basis: string;
}

export function previewOf(wish: Wish): Promise<Preview> {
  return asCitizen({ method: 'POST', path: '/me/certificates/preview', body: bodyOf(wish) });
}

export function makeCertificate(wish: Wish): Promise<Certificate> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  return asCitizen({ method: 'POST', path: '/me/certificates', headers, body: bodyOf(wish) });
}

export function endCertificate(id: string): Promise<void> {
  return asCitizen({ method: 'DELETE', path: `/me/certificates/${id}` });
}

export async function verificationsOf(id: string): Promise<Verification[]> {
  const path = `/me/certificates/${id}/verifications`;
  return (await asCitizen<{ verifications: Verification[] }>({ method: 'GET', path })).verifications;
}

export async function consentFor(purpose: string): Promise<Consent | undefined> {
  const { consents } = await asCitizen<{ consents: Consent[] }>({ method: 'GET', path: '/me/consents' });
  return consents.find((one) => one.id === purpose);
}

export function giveConsent({ id, version }: Consent): Promise<void> {
  return asCitizen({ method: 'PUT', path: `/me/consents/${id}`, body: { version } });
}

function bodyOf({ claims, perk, challenge }: Wish): object {
  return {
    kind: challenge === null ? 'dynamic' : 'addressed',
    claims,
    ...(claims.includes('perk') ? { perk } : {}),
    ...(challenge === null ? {} : { challenge }),
  };
}
