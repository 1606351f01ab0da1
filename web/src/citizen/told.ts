/** What has just happened, said above the screen that comes next. */

import { reactive } from 'vue';

export const told = reactive({ words: '', isFault: false, isFresh: false });

/** Say this above the present screen, or above the next one where the screen changes now. */
export function tell(words: string, isFault = false): void {
  Object.assign(told, { words, isFault, isFresh: true });
}

/** Let go of what was said once its screen is left. */
export function passOn(): void {
  if (told.isFresh) told.isFresh = false;
  else told.words = '';
}
