/** What is asked of the service about certificates. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { callOnLeaving, citizen, withFile } from '../session.ts';

export type Claim = Shapes['CertificateBody']['claims'][number];
export type Listed = Shapes['CertificateAnswer'];
export type Redemption = Shapes['ScanRedemptionAnswer'];

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
  receipt: string;
  merchant_id: string;
  merchant: string;
  at: string;
  outcome: string;
  disclosed: string[];
  /** What it redeemed, or why it did not; null of a mere look. */
  redemption: Redemption | null;
}

/** What is to stand on paper, and for how many days it is good. */
export interface PrintedWish {
  claims: Claim[];
  perk: string | null;
  days: number;
}

export function previewOf(wish: Wish): Promise<Preview> {
  return look(bodyOf(wish));
}

export function previewOfPrinted(wish: PrintedWish): Promise<Preview> {
  return look(printedBodyOf(wish));
}

/** Make a certificate for the screen. */
export function makeCertificate(wish: Wish): Promise<Certificate> {
  return make(bodyOf(wish), crypto.randomUUID());
}

/** Make one to be printed; the same `key` again finds what the first made. */
export function makePrinted(wish: PrintedWish, key: string): Promise<Certificate> {
  return make(printedBodyOf(wish), key);
}

/** List those on paper, newest first. */
export async function listPrinted(): Promise<Listed[]> {
  const { certificates } = await answerOf(citizen.GET('/api/v1/me/certificates'));
  return certificates.filter(({ kind }) => kind === 'printed');
}

/** Return the sheet to be printed; raises `Problem` once the certificate cannot be shown any more. */
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

/** List the scans of a certificate, newest first. */
export async function verificationsOf(id: string): Promise<Verification[]> {
  const path = { certificate_id: id };
  return (await answerOf(citizen.GET('/api/v1/me/certificates/{certificate_id}/verifications', { params: { path } }))).verifications as Verification[];
}

async function look(body: Shapes['CertificateBody']): Promise<Preview> {
  return (await answerOf(citizen.POST('/api/v1/me/certificates/preview', { body }))) as unknown as Preview;
}

async function make(body: Shapes['CertificateBody'], key: string): Promise<Certificate> {
  return (await answerOf(citizen.POST('/api/v1/me/certificates', { body, params: { header: { 'Idempotency-Key': key } } }))) as unknown as Certificate;
}

function bodyOf({ claims, perk, challenge }: Wish): Shapes['CertificateBody'] {
  const body = { claims, ...(claims.includes('perk') ? { perk } : {}) };
  return challenge === null ? { ...body, kind: 'dynamic' } : { ...body, kind: 'addressed', challenge };
}

function printedBodyOf({ claims, perk, days }: PrintedWish): Shapes['CertificateBody'] {
  return { ...bodyOf({ claims, perk, challenge: null }), kind: 'printed', valid_days: days };
}
