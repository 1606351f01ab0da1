/** The citizen's sign-in, kept until the browser's tab is closed. */

import { call, PREFIX, type Call } from '../api/call.ts';
import { Problem, SignedOut } from '../api/failures.ts';

export interface Tokens {
  access_token: string;
  refresh_token: string;
}

const KEPT_AS = 'session';
const UNAUTHENTICATED = 401;

export function isSignedIn(): boolean {
  return sessionStorage.getItem(KEPT_AS) !== null;
}

/** Sign in with the code that `wx.login` gave the mini-program. */
export async function signIn(wechatCode: string): Promise<void> {
  keepTokens(await call<Tokens>({ method: 'POST', path: '/session/wechat', body: { code: wechatCode } }));
}

export async function signOut(): Promise<void> {
  try {
    await asCitizen({ method: 'DELETE', path: '/session' });
  } finally {
    sessionStorage.removeItem(KEPT_AS);
  }
}

/** Call as the citizen, with fresh tokens where the old ones are over; raises `SignedOut` without any. */
export async function asCitizen<T>(wanted: Call, send: (wanted: Call) => Promise<T> = call<T>): Promise<T> {
  const tokens = kept();
  try {
    return await send(withToken(wanted, tokens));
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    return send(withToken(wanted, await renew(tokens)));
  }
}

/**
 * Make a call while the page is being left, with no answer to wait for.
 *
 * What a page sends then passes through its service worker, and is lost with the page; so the worker sends it
 * by itself, where there is one.
 */
export function callOnLeaving(wanted: Call): void {
  const tokens = kept();
  const { method, path, headers = {} } = withToken(wanted, tokens);
  const worker = navigator.serviceWorker?.controller;
  if (worker) worker.postMessage({ send: { address: PREFIX + path, request: { method, headers } } });
  else void call({ method, path, headers, keepalive: true }).catch(() => undefined);
}

let renewing: Promise<Tokens> | null = null;

/** Renew once, however many calls need it: a refresh token that is used twice ends the sign-in. */
async function renew(old: Tokens): Promise<Tokens> {
  const present = kept();
  if (present.refresh_token !== old.refresh_token) return present;
  renewing ??= call<Tokens>({ method: 'POST', path: '/session/refresh', body: { refresh_token: old.refresh_token } })
    .then(keepTokens)
    .finally(() => (renewing = null));
  try {
    return await renewing;
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    sessionStorage.removeItem(KEPT_AS);
    throw new SignedOut();
  }
}

function withToken(wanted: Call, { access_token: token }: Tokens): Call {
  return { ...wanted, headers: { ...wanted.headers, Authorization: `Bearer ${token}` } };
}

function kept(): Tokens {
  const text = sessionStorage.getItem(KEPT_AS);
  if (text === null) throw new SignedOut();
  return JSON.parse(text) as Tokens;
}

/** Go on with these, as when the account moved to the citizen it belongs to. */
export function keepTokens(tokens: Tokens): Tokens {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(tokens));
  return tokens;
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof Problem && error.status === UNAUTHENTICATED;
}
