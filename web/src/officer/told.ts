/** What has just happened, said above the desk until another screen is opened. */

import { reactive } from 'vue';

export const told = reactive({ words: '', isFault: false });

export function tell(words: string, isFault = false): void {
  Object.assign(told, { words, isFault });
}
