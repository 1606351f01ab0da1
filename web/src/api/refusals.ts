/** What a refusal means to a person, and what it asks of them. */

import { pick } from '../page/language.ts';
import { Problem, TooMany, Unreachable, Waiting } from './failures.ts';

const CONSENT_MISSING = '/problems/consent-required/';
const CONFLICT = 409;
const FINAL = [403, 404, 422];

/** Return the words for whatever a call has come to. */
export function refusalInWords(error: unknown): string {
  if (error instanceof Problem || error instanceof TooMany || error instanceof Waiting) return error.message;
  if (error instanceof Unreachable) return pick('连不上服务，请检查网络后再试。填写的内容还在。', 'The service cannot be reached; please try again with a network. What you entered is still here.');
  return pick('页面出错了，请刷新后再试。填写的内容还在。', 'This page failed; please reload it. What you entered is still here.');
}

/** Return the purpose to which a consent is missing, or null if that is not the reason. */
export function missingConsent(error: unknown): string | null {
  if (!(error instanceof Problem) || !error.type.startsWith(CONSENT_MISSING)) return null;
  return decodeURIComponent(error.type.slice(CONSENT_MISSING.length));
}

/** Tell whether things stand otherwise than they are shown: what is on the screen is to be fetched anew. */
export function hasMoved(error: unknown): boolean {
  return error instanceof Problem && error.status === CONFLICT;
}

/** Tell whether the same may go well another time. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof Problem) || !FINAL.includes(error.status);
}
