/** Reaching the service: what its answer, or its silence, comes to. */

import { compareClocks } from '../ground/clock.ts';
import { Problem, TooMany, Unreachable, Waiting } from './failures.ts';

export const LONGEST_WAIT_MS = 8000;
const TOO_MANY = 429, FIRST_FAILURE = 500, UNAVAILABLE = 503;

/** Send a request and return its answer; raises `Problem` for a refusal, `Unreachable` where there is no answer now. */
export async function reach(asked: Request | string, patienceMs: number, wanted: RequestInit = {}): Promise<Response> {
  const answer = await send(asked, { ...wanted, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
  const { status } = answer;
  if (status === TOO_MANY) throw new TooMany((await problemOf(answer)).message);
  if (status === UNAVAILABLE && isProblem(answer)) throw new Waiting((await problemOf(answer)).message);
  if (status >= FIRST_FAILURE) throw new Unreachable(`answered ${status}`);
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function send(asked: Request | string, wanted: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  try {
    const answer = await fetch(asked, wanted);
    compareClocks(answer, sentAt, Date.now());
    return answer;
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

function isProblem(answer: Response): boolean {
  return answer.headers.get('Content-Type')?.startsWith('application/problem+json') === true;
}

async function problemOf(answer: Response): Promise<Problem> {
  const told = (await answer.json().catch(() => ({}))) as { type?: string; detail?: string };
  return new Problem(answer.status, told.type ?? '', told.detail ?? `HTTP ${answer.status}`);
}
