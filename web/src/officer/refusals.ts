/** What a refusal changes at the desk. */

import { Problem } from '../api/failures.ts';

const UNAUTHENTICATED = 401, CONFLICT = 409;
const SIGN_IN_WRONG = '/problems/officer-sign-in-wrong';
const CASE_MOVED = ['/problems/case-moved', '/problems/move-not-possible', '/problems/case-assigned', '/problems/case-not-yours'];

/** Tell whether the session is over. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === UNAUTHENTICATED && error.type !== SIGN_IN_WRONG;
}

/** Tell whether the case stands otherwise than it is shown. */
export function hasMoved(error: unknown): boolean {
  return error instanceof Problem && error.status === CONFLICT && CASE_MOVED.includes(error.type);
}
