/** The officer who is signed in, and the client that calls for them. The session itself lives in a cookie that no script can read. */

import { reactive } from 'vue';
import { answerOf, clientThat, sendOnce, type Shapes } from '../api/client.ts';
import { SignedOut } from '../api/failures.ts';
import { forgetDrafts, holdDraftsFor } from './drafts.ts';
import { forgetFilter } from './queue/filter.ts';
import { isSignedOut } from './refusals.ts';

export type Officer = Shapes['OfficerAnswer'];

const FILE_PATIENCE_MS = 120_000;

/** Who is at the desk; the screen follows it. `hasRunOut` once a session ended by itself. */
export const session = reactive<{ officer: Officer | null; hasRunOut: boolean }>({ officer: null, hasRunOut: false });

/** Calls at the desk; raises `SignedOut` where the session is over. */
export const desk = clientThat((request) => sendFromDesk(request));

/** Patience for files, to be given to a call as its `fetch`. */
export const withFile = (request: Request): Promise<Response> => sendFromDesk(request, FILE_PATIENCE_MS);

/** Go on with a session that is still open, if there is one. */
export async function resume(): Promise<void> {
  try {
    sitDown(await answerOf(desk.GET('/api/v1/officer/me')));
  } catch (error) {
    if (!(error instanceof SignedOut)) throw error;
  }
}

/** Sign in with both factors; return how many sign-ins at this name failed since the last one. */
export async function signIn(username: string, password: string, totp: string): Promise<number> {
  const entered = await answerOf(desk.POST('/api/v1/officer/session', { body: { username, password, totp } }));
  sitDown(entered.officer);
  return entered.refused_before;
}

export async function changePassword(current: string, wanted: string): Promise<void> {
  await desk.PUT('/api/v1/officer/me/password', { body: { current, wanted } });
  if (session.officer !== null) session.officer = { ...session.officer, must_change_password: false };
}

/** Leave the desk: here in any case, at the service where it can be reached; true where it was. */
export async function signOut(): Promise<boolean> {
  const isEnded = await desk.DELETE('/api/v1/officer/session').then(() => true, (error: unknown) => error instanceof SignedOut);
  forgetDrafts();
  forgetFilter();
  Object.assign(session, { officer: null, hasRunOut: false });
  return isEnded;
}

function sitDown(officer: Officer): void {
  holdDraftsFor(officer.username);
  Object.assign(session, { officer, hasRunOut: false });
}

async function sendFromDesk(request: Request, patienceMs?: number): Promise<Response> {
  // A form of another site cannot send this header.
  request.headers.set('X-Requested-With', 'desk');
  try {
    return await sendOnce(request, patienceMs);
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    if (session.officer !== null) Object.assign(session, { officer: null, hasRunOut: true });
    throw new SignedOut();
  }
}
