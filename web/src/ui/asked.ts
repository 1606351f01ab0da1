/** Something that the service is asked for, and how far that is. */

import { onScopeDispose, shallowReactive } from 'vue';

export interface Asked<T> {
  value: T | null;
  error: unknown;
  /** It takes so long that the screen should say so. */
  isSlow: boolean;
  /** Ask again; what is shown stays until the answer is there. */
  again(): Promise<void>;
}

const SLOW_MS = 300;

/** Ask at once; an answer that comes after the screen was left, or after a later question, is dropped. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  let turn = 0;
  const asked: Asked<T> = shallowReactive<Asked<T>>({
    value: null,
    error: null,
    isSlow: false,
    async again() {
      const mine = ++turn;
      const slow = self.setTimeout(() => (asked.isSlow = mine === turn), SLOW_MS);
      try {
        const value = await ask();
        if (mine === turn) Object.assign(asked, { value, error: null });
      } catch (error) {
        if (mine === turn) asked.error = error;
      } finally {
        clearTimeout(slow);
        if (mine === turn) asked.isSlow = false;
      }
    },
  });
  onScopeDispose(() => (turn = -1));
  void asked.again();
  return asked;
}
