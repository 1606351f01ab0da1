/** What a refusal means at the desk. */

import { Problem, TooMany, Unreachable } from '../api/failures.ts';

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

/** Return the words for the officer; what is no answer of the service is a fault of this page. */
export function refusalInWords(error: unknown): string {
  if (error instanceof Problem || error instanceof TooMany) return error.message;
  if (error instanceof Unreachable) return '连不上服务，请检查网络后再试；刚才填写的内容还在。';
  return `页面出错了，请刷新后再试。（${String(error)}）`;
}
