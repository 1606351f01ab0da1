/** The operator's API key, kept until the browser's tab is closed, and the client that calls with it. */

import { reactive } from 'vue';
import { clientThat, sendOnce, type Shapes } from '../api/client.ts';
import { Problem, SignedOut } from '../api/failures.ts';

/** The operator whose key it is. */
export type Who = Shapes['OperatorAnswer'];

const KEPT_AS = 'operator-key';
const UNAUTHENTICATED = 401;

/** Whether a key is held; the screen follows it. */
export const session = reactive({ isOpen: sessionStorage.getItem(KEPT_AS) !== null });

/** Calls with the key; raises `SignedOut` where there is none or it is not taken. */
export const operator = clientThat(async (request) => {
  const key = sessionStorage.getItem(KEPT_AS);
  if (key === null) throw new SignedOut();
  request.headers.set('X-Api-Key', key);
  try {
    return await sendOnce(request);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== UNAUTHENTICATED) throw error;
    leave();
    throw new SignedOut();
  }
});

/** Take a key, after the service has taken it; raises `Problem` where it does not. */
export async function enter(key: string): Promise<void> {
  const trial = clientThat((request) => {
    request.headers.set('X-Api-Key', key);
    return sendOnce(request);
  });
  await trial.GET('/api/v1/operator');
  sessionStorage.setItem(KEPT_AS, key);
  session.isOpen = true;
}

/** Let go of the key. */
export function leave(): void {
  sessionStorage.removeItem(KEPT_AS);
  session.isOpen = false;
}
