/** Something that a person asks to be done: one at a time, and what a refusal means stays beside the button. */

import { shallowReactive } from 'vue';
import { SignedOut } from '../api/failures.ts';
import { refusalInWords } from '../api/refusals.ts';

export interface Sending {
  isBusy: boolean;
  /** The words of the last refusal; empty where there is none. */
  fault: string;
  /** The refusal itself, for views that go on from it (a consent that is missing, something that has moved). */
  error: unknown;
  /** Do it, unless it is being done; true once it went well. */
  send(act: () => Promise<unknown>): Promise<boolean>;
}

/** Return a place for what is sent. */
export function useSending(): Sending {
  const sending: Sending = shallowReactive<Sending>({
    isBusy: false,
    fault: '',
    error: null,
    async send(act) {
      if (sending.isBusy) return false;
      Object.assign(sending, { isBusy: true, fault: '', error: null });
      try {
        await act();
        return true;
      } catch (error) {
        // The screen asks for the sign-in by itself.
        Object.assign(sending, { error, fault: error instanceof SignedOut ? '' : refusalInWords(error) });
        return false;
      } finally {
        sending.isBusy = false;
      }
    },
  });
  return sending;
}
