/** What is asked of the service about certificates. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { callOnLeaving, citizen, withFile } from '../session.ts';

export type Claim = Shapes['CertificateBody']['claims'][number];
export type Listed = Shapes['CertificateAnswer'];

/** What the citizen ticked; with a `challenge` it is for the merchant who showed that, and for no other. */
export interface Wish {
  claims: Claim[];
  perk: string | null;
  challenge: string | null;
}

export interface Preview {
  preview: { claim: Claim; words: string }[];
  merchant: { id: string; name: string } | null;
  withheld?: string[];
}

export interface Certificate {
  id: string;
  url: string;
  expires_at: string;
  preview: { claim: Claim; words: string }[];
}

export interface Verification {
  merchant_id: string;
  merchant: string;
  at: string;
  outcome: string;
  disclosed: string[];
}

export async function previewOf(wish: Wish): Promise<Preview> {
  return (await answerOf(citizen.POST('/api/v1/me/certificates/preview', { body: bodyOf(wish) }))) as unknown as Preview;
}

/** Make a certificate for the screen. */
export async function makeCertificate(wish: Wish): Promise<Certificate> {
  return make(bodyOf(wish), crypto.randomUUID());
}

/** Make one to be printed; the same `key` again finds what the first made. */
export function makePrinted(wish: Omit<Wish, 'challenge'>, days: number, key: string): Promise<Certificate> {
  return make({ ...bodyOf({ ...wish, challenge: null }), kind: 'printed', valid_days: days }, key);
}

export async function listPrinted(): Promise<Listed[]> {
  const { certificates } = await answerOf(citizen.GET('/api/v1/me/certificates'));
  return certificates.filter(({ kind }) => kind === 'printed');
}

export async function sheetOf(id: string): Promise<Blob> {
  const asked = citizen.GET('/api/v1/me/certificates/{certificate_id}/certificate.pdf', { params: { path: { certificate_id: id } }, parseAs: 'blob', fetch: withFile });
  return (await answerOf(asked)) as unknown as Blob;
}

export async function endCertificate(id: string): Promise<void> {
  await citizen.DELETE('/api/v1/me/certificates/{certificate_id}', { params: { path: { certificate_id: id } } });
}

/** End it as far as that can be done while the page is being left. */
export function endOnLeaving(id: string): void {
  callOnLeaving('DELETE', `/api/v1/me/certificates/${encodeURIComponent(id)}`);
}

export async function verificationsOf(id: string): Promise<Verification[]> {
  const path = { certificate_id: id };
  return (await answerOf(citizen.GET('/api/v1/me/certificates/{certificate_id}/verifications', { params: { path } }))).verifications;
}

/** Let a merchant's scans tell it nothing, or something again. */
export async function setBlocked(merchant: string, isBlocked: boolean): Promise<void> {
  const asked = { params: { path: { merchant_id: merchant } } };
  await (isBlocked ? citizen.PUT('/api/v1/me/blocked-merchants/{merchant_id}', asked) : citizen.DELETE('/api/v1/me/blocked-merchants/{merchant_id}', asked));
}

async function make(body: Shapes['CertificateBody'], key: string): Promise<Certificate> {
  return (await answerOf(citizen.POST('/api/v1/me/certificates', { body, params: { header: { 'Idempotency-Key': key } } }))) as unknown as Certificate;
}

function bodyOf({ claims, perk, challenge }: Wish): Shapes['CertificateBody'] {
  return {
    kind: challenge === null ? 'dynamic' : 'addressed',
    claims,
    ...(claims.includes('perk') ? { perk } : {}),
    ...(challenge === null ? {} : { challenge }),
  };
}
