/** What the page asks the service in the citizen's name. */

import type { Call } from '../api/call.ts';
import { asCitizen, callOnLeaving, keepTokens, type Tokens } from './session.ts';

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
  merchant_id: string;
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
  /** Null where it is not in force, or was given to an earlier wording. */
  granted_at: string | null;
  outdated: boolean;
}

/** Who the citizen is here; `message` is what a minor should know. */
export interface Person {
  verified: boolean;
  adult: boolean | null;
  message: string | null;
}

export interface Inbox {
  unread: number;
  seen_until: string;
  messages: { about: string; at: string; words: string; is_read: boolean }[];
}

export interface Merchant {
  id: string;
  name: string;
}

export function whoAmI(): Promise<Person> {
  return asCitizen({ method: 'GET', path: '/me' });
}

/** Prove the real name; what is typed goes to the service and stays nowhere on the phone. */
export async function proveIdentity(name: string, idNumber: string): Promise<Person> {
  const body = { name, id_number: idNumber };
  const { tokens, ...person } = await asCitizen<Person & { tokens: Tokens | null }>({ method: 'POST', path: '/me/identity', body });
  if (tokens) keepTokens(tokens);
  return person;
}

export function previewOf(wish: Wish): Promise<Preview> {
  return asCitizen({ method: 'POST', path: '/me/certificates/preview', body: bodyOf(wish) });
}

export function makeCertificate(wish: Wish): Promise<Certificate> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  return asCitizen({ method: 'POST', path: '/me/certificates', headers, body: bodyOf(wish) });
}

export function endCertificate(id: string): Promise<void> {
  return asCitizen(endingOf(id));
}

/** End it as far as that can be done while the page is being left. */
export function endOnLeaving(id: string): void {
  callOnLeaving(endingOf(id));
}

function endingOf(id: string): Call {
  return { method: 'DELETE', path: `/me/certificates/${id}` };
}

export async function verificationsOf(id: string): Promise<Verification[]> {
  const path = `/me/certificates/${id}/verifications`;
  return (await asCitizen<{ verifications: Verification[] }>({ method: 'GET', path })).verifications;
}

export async function listConsents(): Promise<Consent[]> {
  return (await asCitizen<{ consents: Consent[] }>({ method: 'GET', path: '/me/consents' })).consents;
}

export function giveConsent({ id, version }: Consent): Promise<void> {
  return asCitizen({ method: 'PUT', path: `/me/consents/${id}`, body: { version } });
}

export function withdrawConsent(id: string): Promise<void> {
  return asCitizen({ method: 'DELETE', path: `/me/consents/${id}` });
}

export function readInbox(): Promise<Inbox> {
  return asCitizen({ method: 'GET', path: '/me/inbox' });
}

export function markRead(until: string): Promise<void> {
  return asCitizen({ method: 'PUT', path: '/me/inbox/read', body: { until } });
}

export async function listBlocked(): Promise<Merchant[]> {
  return (await asCitizen<{ merchants: Merchant[] }>({ method: 'GET', path: '/me/blocked-merchants' })).merchants;
}

/** Let a merchant's scans tell it nothing, or something again. */
export function setBlocked(merchantId: string, isBlocked: boolean): Promise<void> {
  return asCitizen({ method: isBlocked ? 'PUT' : 'DELETE', path: `/me/blocked-merchants/${merchantId}` });
}

function bodyOf({ claims, perk, challenge }: Wish): object {
  return {
    kind: challenge === null ? 'dynamic' : 'addressed',
    claims,
    ...(claims.includes('perk') ? { perk } : {}),
    ...(challenge === null ? {} : { challenge }),
  };
}
