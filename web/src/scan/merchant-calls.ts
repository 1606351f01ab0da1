/** What a merchant asks the service. */

import { answerOf, type Shapes } from '../api/client.ts';
import { Unreachable } from '../api/failures.ts';
import type { QueuedScan } from './device.ts';
import { atTheCounter, merchant } from './shop.ts';

/** The service's answer to a scan, as far as these pages show it. */
export type ScanAnswer = Pick<Shapes['VerificationAnswer'], 'outcome' | 'message' | 'kind' | 'claims'>;
export type RedeemAnswer = Pick<Shapes['RedemptionAnswer'], 'outcome' | 'message' | 'redeemed' | 'perk' | 'scan'>;
export type Challenge = Shapes['ChallengeAnswer'];
export type Report = Pick<Shapes['ReportAnswer'], 'outcome' | 'message'>;
export type PastScan = Shapes['PastVerification'];
export type PastRedemption = Shapes['PastRedemption'];

/** A part of a day's list: newest first, with where it goes on and the whole day's counts. */
export interface DayPage<T> {
  entries: T[];
  next: string | null;
  counts: Record<string, number>;
}

const ATTEMPTS = 2, PAGE = 50;

/** Verify a code; asked again under the same key where the answer was lost, so that it counts once. */
export function verify(token: string, challenge: string | null): Promise<ScanAnswer> {
  const key = crypto.randomUUID();
  const body = challenge === null ? { token } : { token, challenge };
  const params = { header: { 'Idempotency-Key': key } };
  return twice(() => answerOf(merchant.POST('/api/v1/merchant/verifications', { body, params, fetch: atTheCounter })));
}

/** Redeem a perk for whoever shows this code; the same `key` again finds what the first came to. */
export function redeem(wish: { token: string; perk: string; challenge: string | null }, key: string): Promise<RedeemAnswer> {
  const params = { header: { 'Idempotency-Key': key } };
  return twice(() => answerOf(merchant.POST('/api/v1/merchant/redemptions', { body: wish, params, fetch: atTheCounter })));
}

export function makeChallenge(): Promise<Challenge> {
  return answerOf(merchant.POST('/api/v1/merchant/challenges'));
}

/** Tell of scans made with no network, with the held key or another; telling again changes nothing. */
export async function report(scans: QueuedScan[], caller = merchant): Promise<Report[]> {
  return (await answerOf(caller.POST('/api/v1/merchant/verifications/offline', { body: { scans } }))).answers;
}

/** Return the shop's scans of a day of the city, of all its phones. */
export async function scansOn(on: string, before: string | null): Promise<DayPage<PastScan>> {
  const { verifications, next, counts } = await answerOf(merchant.GET('/api/v1/merchant/verifications', { params: { query: pageOf(on, before) } }));
  return { entries: verifications, next, counts };
}

/** Return the shop's redemptions of a day of the city. */
export async function redemptionsOn(on: string, before: string | null): Promise<DayPage<PastRedemption>> {
  const { redemptions, next, counts } = await answerOf(merchant.GET('/api/v1/merchant/redemptions', { params: { query: pageOf(on, before) } }));
  return { entries: redemptions, next, counts };
}

function pageOf(on: string, before: string | null): { on: string; limit: number; before?: string } {
  return { on, limit: PAGE, ...(before === null ? {} : { before }) };
}

async function twice<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt === ATTEMPTS || !navigator.onLine) throw error;
    }
  }
}
