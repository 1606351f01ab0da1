/** What a merchant asks the service. */

import { call } from '../api/call.ts';
import { Unreachable } from '../api/failures.ts';
import type { Merchant, QueuedScan } from './device.ts';

/** The service's answer to a scan, as far as this page shows it. */
export interface ScanAnswer {
  outcome: string;
  message: string;
  kind: string | null;
  claims: {
    level?: { code: number; name: string | null };
    no_adverse?: boolean;
    perk?: { id: string | null; eligible: boolean };
    name?: string;
    match_code?: string;
  };
}

export interface Challenge {
  challenge: string;
  url: string;
}

export interface Report {
  outcome: string;
  message: string;
}

const SCAN_PATIENCE_MS = 2500;
const ATTEMPTS = 2;

export class MerchantApi {
  constructor(private readonly apiKey: string) {}

  whoAmI(): Promise<Merchant> {
    return call({ method: 'GET', path: '/merchant', headers: this.headers() });
  }

  /** Verify a code; asked again under the same key where the answer was lost, so that it counts once. */
  async verify(token: string, challenge: string | null): Promise<ScanAnswer> {
    const headers = this.headers(crypto.randomUUID());
    const body = challenge === null ? { token } : { token, challenge };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call({ method: 'POST', path: '/merchant/verifications', headers, body, patienceMs: SCAN_PATIENCE_MS });
      } catch (error) {
        if (!(error instanceof Unreachable) || attempt === ATTEMPTS || !navigator.onLine) throw error;
      }
    }
  }

  makeChallenge(): Promise<Challenge> {
    return call({ method: 'POST', path: '/merchant/challenges', headers: this.headers(crypto.randomUUID()) });
  }

  /** Tell of scans made with no network; telling again changes nothing. */
  async report(scans: QueuedScan[]): Promise<Report[]> {
    const body = { scans };
    const headers = this.headers(crypto.randomUUID());
    const path = '/merchant/verifications/offline';
    return (await call<{ answers: Report[] }>({ method: 'POST', path, headers, body })).answers;
  }

  private headers(requestKey?: string): Record<string, string> {
    return { 'X-Api-Key': this.apiKey, ...(requestKey ? { 'Idempotency-Key': requestKey } : {}) };
  }
}
