/** Typed clients of the public API: paths, bodies and answers are those of its OpenAPI document. */

import createClient, { type Client } from 'openapi-fetch';
import { languageTag } from '../page/language.ts';
import { LONGEST_WAIT_MS, reach } from './reaching.ts';
import type { components, paths } from './schema.d.ts';

/** The shapes of the API, by name. */
export type Shapes = components['schemas'];
type Send = (request: Request) => Promise<Response>;

/** Return a client whose requests go through `send`, which may add who is calling. */
export function clientThat(send: Send): Client<paths> {
  return createClient<paths>({ baseUrl: location.origin, fetch: (request) => send(request) });
}

/** The client of those who need no sign-in. */
export const open = clientThat((request) => sendOnce(request));

/** Return what a call answers; raises what `reach` raises. */
export async function answerOf<T>(asked: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await asked).data as NonNullable<T>;
}

/** Send a request in the language of the page and return its answer; raises what `reach` raises. */
export async function sendOnce(request: Request, patienceMs = LONGEST_WAIT_MS): Promise<Response> {
  request.headers.set('Accept-Language', languageTag());
  return reach(request, patienceMs);
}
