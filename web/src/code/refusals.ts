/** What a refusal means to the citizen, and whether trying again can help. */

import { Problem, Unreachable } from '../api/failures.ts';
import { pick } from '../page/language.ts';

const FINAL = [403, 404, 422];
const CONSENT_MISSING = '/problems/consent-required/';

/** Return the words for an answer of the service or for its silence; null for any other error. */
export function refusalInWords(error: unknown): string | null {
  if (error instanceof Unreachable) return pick('连不上服务，请联网后再试。', 'The service cannot be reached; try again with a network.');
  return error instanceof Problem ? error.message : null;
}

/** Tell whether the same may go well another time. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof Problem) || !FINAL.includes(error.status);
}

/** Return the purpose to which a consent is missing, or null if that is not the reason. */
export function missingConsent(error: unknown): string | null {
  if (!(error instanceof Problem) || !error.type.startsWith(CONSENT_MISSING)) return null;
  return decodeURIComponent(error.type.slice(CONSENT_MISSING.length));
}
