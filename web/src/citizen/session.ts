/** The citizen's sign-in, kept until the browser's tab is closed, and the client that calls in their name. */

import { reactive } from 'vue';
import { answerOf, clientThat, open, sendOnce, type Shapes } from '../api/client.ts';
import { Problem, SignedOut } from '../api/failures.ts';

type Tokens = Pick<Shapes['TokenAnswer'], 'access_token' | 'refresh_token'>;

const KEPT_AS = 'session';
const UNAUTHENTICATED = 401;

/** Whether somebody is signed in; the screen follows it. */
export const session = reactive({ isOpen: sessionStorage.getItem(KEPT_AS) !== null });

/** Calls as the citizen, with fresh tokens where the old ones are over; raises `SignedOut` without any. */
export const citizen = clientThat((request) => sendAsCitizen(request));

/** Patience for calls that take longer, to be given to a call as its `fetch`: an operator is asked meanwhile, or a file is made. */
export const withOperator = (request: Request): Promise<Response> => sendAsCitizen(request, 15_000);
export const withFile = (request: Request): Promise<Response> => sendAsCitizen(request, 120_000);

/** Sign in with the code that `wx.login` gave the mini-program. */
export async function signIn(wechatCode: string): Promise<void> {
  keepTokens(await answerOf(open.POST('/api/v1/session/wechat', { body: { code: wechatCode } })));
}

/** End the sign-in, here in any case, at the service where it can be reached. */
export async function signOut(): Promise<void> {
  try {
    await citizen.DELETE('/api/v1/session');
  } finally {
    drop();
  }
}

/** Go on with these, as when the account moved to the citizen it belongs to. */
export function keepTokens({ access_token, refresh_token }: Tokens): Tokens {
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ access_token, refresh_token }));
  session.isOpen = true;
  return { access_token, refresh_token };
}

/**
 * Make a call while the page is being left, with no answer to wait for.
 *
 * What a page sends then passes through its service worker, and is lost with the page; so the worker sends it by itself, where there is one.
 */
export function callOnLeaving(method: 'DELETE', address: string): void {
  const headers = { Authorization: `Bearer ${kept().access_token}` };
  const worker = navigator.serviceWorker?.controller;
  if (worker) worker.postMessage({ send: { address, request: { method, headers } } });
  else void fetch(address, { method, headers, keepalive: true }).catch(() => undefined);
}

async function sendAsCitizen(request: Request, patienceMs?: number): Promise<Response> {
  const tokens = kept();
  const again = request.clone();
  try {
    return await sendOnce(withToken(request, tokens), patienceMs);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    return sendOnce(withToken(again, await renew(tokens)), patienceMs);
  }
}

let renewing: Promise<Tokens> | null = null;

/** Renew once, however many calls need it: a refresh token that is used twice ends the sign-in. */
async function renew(old: Tokens): Promise<Tokens> {
  const present = kept();
  if (present.refresh_token !== old.refresh_token) return present;
  renewing ??= answerOf(open.POST('/api/v1/session/refresh', { body: { refresh_token: old.refresh_token } }))
    .then(keepTokens)
    .finally(() => (renewing = null));
  try {
    return await renewing;
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    drop();
    throw new SignedOut();
  }
}

function withToken(request: Request, { access_token: token }: Tokens): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

function kept(): Tokens {
  const text = sessionStorage.getItem(KEPT_AS);
  if (text === null) throw new SignedOut();
  return JSON.parse(text) as Tokens;
}

function drop(): void {
  sessionStorage.removeItem(KEPT_AS);
  session.isOpen = false;
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof Problem && error.status === UNAUTHENTICATED;
}
