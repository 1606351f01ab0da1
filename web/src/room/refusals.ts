/** What a refusal means to the citizen, beside a form that keeps what was typed. */

import { Problem, TooMany, Unreachable, Waiting } from '../api/failures.ts';
import { pick } from '../page/language.ts';

const CONFLICT = 409;
const KEPT: [string, string] = ['填写的内容还在。', 'What you entered is still here.'];

/** Tell whether things stand otherwise than they are shown: what is on the screen is to be fetched anew. */
export function hasMoved(error: unknown): boolean {
  return error instanceof Problem && error.status === CONFLICT;
}

export function refusalInWords(error: unknown): string {
  if (error instanceof Problem || error instanceof TooMany || error instanceof Waiting) return error.message;
  if (error instanceof Unreachable) return pick(`连不上服务，请检查网络后再试。${KEPT[0]}`, `The service cannot be reached; please try again with a network. ${KEPT[1]}`);
  return pick(`页面出错了，请刷新后再试。${KEPT[0]}`, `This page failed; please reload it. ${KEPT[1]}`);
}
