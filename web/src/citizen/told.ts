/** What has just happened, said above the present screen until it is left. */

import { reactive } from 'vue';

export const told = reactive({ words: '', isFault: false });

/** Say this above the present screen; who leads to another one says it once that is there. */
export function tell(words: string, isFault = false): void {
  Object.assign(told, { words, isFault });
}
