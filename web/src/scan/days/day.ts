/** The day that a list is of, kept in the address, so that going back and reloading find it. */

import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { cityDay, serviceTime } from '../../ground/clock.ts';

const DAY_MS = 24 * 3600 * 1000;

export interface Day {
  on: ComputedRef<string>;
  isToday: ComputedRef<boolean>;
  /** Show this day; one after today is today. */
  show(day: string): void;
}

export function useDay(): Day {
  const route = useRoute(), router = useRouter();
  const on = computed(() => dayIn(route.query['on'], today()));
  return {
    on,
    isToday: computed(() => on.value === today()),
    show(day) {
      const shown = dayIn(day, today());
      void router.replace({ path: route.path, query: shown === today() ? {} : { on: shown } });
    },
  };
}

/** Return the city's present day. */
export function today(): string {
  return cityDay(serviceTime());
}

/** Return the day that is so many days after this one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Return what was asked for if it is a day that has begun; else the last that has. */
export function dayIn(asked: unknown, last: string): string {
  if (typeof asked !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(asked) || Number.isNaN(Date.parse(asked))) return last;
  return asked < last ? asked : last;
}
