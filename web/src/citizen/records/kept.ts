/** Fields whose content outlives an error, a change of language, a way back and a sign-in that ran out. */

import { computed, ref, watch, type Ref, type WritableComputedRef } from 'vue';
import { fieldOf, keepField } from '../drafts.ts';

const TICKED = 'yes';
/** The longest text that the service takes, in characters. */
export const LONGEST_WORDS = 2000;

/** Return a field of a draft, which is kept as it is typed. */
export function useKept(draft: string, field: string): Ref<string> {
  const kept = ref(fieldOf(draft, field));
  watch(kept, (value) => keepField(draft, field, value), { flush: 'sync' });
  return kept;
}

/** Return a tick of a draft, which is kept. */
export function useKeptTick(draft: string, field: string): WritableComputedRef<boolean> {
  const kept = useKept(draft, field);
  return computed({ get: () => kept.value === TICKED, set: (isOn) => (kept.value = isOn ? TICKED : '') });
}
