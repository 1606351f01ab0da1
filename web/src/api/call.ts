/** Calls of the public API by the pages that carry no client of its document. */

import { languageTag } from '../page/language.ts';
import { LONGEST_WAIT_MS, reach } from './reaching.ts';

const PREFIX = '/api/v1';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  patienceMs?: number;
}

/** Return the answer's JSON, or undefined for an empty one; raises what `reach` raises. */
export async function call<T>({ method, path, headers = {}, body, patienceMs = LONGEST_WAIT_MS }: Call): Promise<T> {
  const answer = await reach(PREFIX + path, patienceMs, {
    method,
    headers: { 'Accept-Language': languageTag(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (answer.headers.get('Content-Type') === 'application/json' ? await answer.json() : undefined) as T;
}
