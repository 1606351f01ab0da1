/** Typed clients of the public API: paths, bodies and answers are those of its OpenAPI document. */

import createClient, { type Client } from 'openapi-fetch';
import { compareClocks } from '../ground/clock.ts';
import { languageTag } from '../page/language.ts';
import { Problem, TooMany, Unreachable, Waiting } from './failures.ts';
import type { components, paths } from './schema.d.ts';

/** The shapes of the API, by name. */
export type Shapes = components['schemas'];
type Send = (request: Request) => Promise<Response>;

const LONGEST_WAIT_MS = 8000;
const TOO_MANY = 429, FIRST_FAILURE = 500, UNAVAILABLE = 503;

/** Return a client whose requests go through `send`, which may add who is calling. */
export function clientThat(send: Send): Client<paths> {
  return createClient<paths>({ baseUrl: location.origin, fetch: (request) => send(request) });
}

/** The client of those who need no sign-in. */
export const open = clientThat((request) => sendOnce(request));

/** Return what a call answers; raises what `sendOnce` raises. */
export async function answerOf<T>(asked: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await asked).data as NonNullable<T>;
}

/** Send a request and return its answer; raises `Problem` for a refusal, `Unreachable` where there is no answer now. */
export async function sendOnce(request: Request, patienceMs = LONGEST_WAIT_MS): Promise<Response> {
  request.headers.set('Accept-Language', languageTag());
  const answer = await reach(request, patienceMs);
  const { status } = answer;
  if (status === TOO_MANY) throw new TooMany((await problemOf(answer)).message);
  if (status === UNAVAILABLE && isProblem(answer)) throw new Waiting((await problemOf(answer)).message);
  if (status >= FIRST_FAILURE) throw new Unreachable(`answered ${status}`);
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function reach(request: Request, patienceMs: number): Promise<Response> {
  const sentAt = Date.now();
  try {
    const answer = await fetch(request, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
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
  const wait = answer.headers.get('Retry-After');
  return new Problem(answer.status, told.type ?? '', told.detail ?? `HTTP ${answer.status}`, wait === null ? null : Number(wait));
}
