/** Where something is missing in a form. */

import { nextTick } from 'vue';

/** Go to the first field of which something was said, once it is. */
export async function goToFault(form: EventTarget | null): Promise<void> {
  await nextTick();
  (form as HTMLElement | null)?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
