/** A day's list, a part at a time. */

import { ref, watch, type Ref } from 'vue';
import { type Asked, useAsked } from '../../ui/asked.ts';
import { type Sending, useSending } from '../../ui/sending.ts';
import type { DayPage } from '../merchant-calls.ts';

export interface DayList<T> {
  asked: Asked<DayPage<T>>;
  /** What was read after the first part, and where it goes on. */
  later: Ref<T[]>;
  next: Ref<string | null>;
  sending: Sending;
  more(): Promise<void>;
}

/** Read the list of the day `on`, and anew when another day is shown. */
export function useDayList<T>(on: Ref<string>, read: (on: string, before: string | null) => Promise<DayPage<T>>): DayList<T> {
  const later = ref<T[]>([]) as Ref<T[]>, next = ref<string | null>(null);
  const sending = useSending();
  const asked = useAsked(async () => {
    const page = await read(on.value, null);
    later.value = [];
    next.value = page.next;
    return page;
  });
  watch(on, () => {
    asked.value = null;
    void asked.again();
  });
  return {
    asked,
    later,
    next,
    sending,
    async more() {
      const day = on.value;
      await sending.send(async () => {
        const page = await read(day, next.value);
        if (day !== on.value) return;
        later.value.push(...page.entries);
        next.value = page.next;
      });
    },
  };
}
