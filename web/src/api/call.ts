/** Calls of the public API. */

import { compareClocks } from '../ground/clock.ts';
import { languageTag } from '../page/language.ts';
import { Problem, TooMany, Unreachable, Waiting } from './failures.ts';

export const PREFIX = '/api/v1';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a form with a file as it is. */
  body?: unknown;
  patienceMs?: number;
  /** To be sent to the end, also if the page is left meanwhile. */
  keepalive?: boolean;
}

const LONGEST_WAIT_MS = 8000;
const TOO_MANY = 429, FIRST_FAILURE = 500, UNAVAILABLE = 503;

/** Return the answer's JSON, or undefined for an empty one; raises `Problem` or `Unreachable`. */
export async function call<T>(wanted: Call): Promise<T> {
  const answer = await answerTo(wanted);
  return (answer.headers.get('Content-Type') === 'application/json' ? await answer.json() : undefined) as T;
}

/** Return the answer as a file; raises as `call` does. */
export async function callForFile(wanted: Call): Promise<Blob> {
  return (await answerTo(wanted)).blob();
}

async function answerTo({ method, path, headers = {}, body, patienceMs, keepalive = false }: Call): Promise<Response> {
  const answer = await send(PREFIX + path, {
    method,
    headers: {
      'Accept-Language': languageTag(),
      // A browser words a form's type itself, with the boundary that it has drawn.
      ...(body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    cache: 'no-store',
    keepalive,
    signal: AbortSignal.timeout(patienceMs ?? LONGEST_WAIT_MS),
  });
  const { status } = answer;
  if (status === TOO_MANY) throw new TooMany((await problemOf(answer)).message);
  if (status === UNAVAILABLE && isProblem(answer)) throw new Waiting((await problemOf(answer)).message);
  if (status >= FIRST_FAILURE) throw new Unreachable(`answered ${status}`);
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function send(address: string, request: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  try {
    const answer = await fetch(address, request);
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
