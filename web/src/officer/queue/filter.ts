/** How the queue is narrowed; the next one who signs in here begins with all of it. */

import { reactive } from 'vue';
import type { Kind, State } from '../shapes.ts';

export interface Filter {
  kind: Kind | '';
  state: State | '';
  overdue: boolean;
  mine: boolean;
  /** What is due by Sunday, with what is late already. */
  thisWeek: boolean;
  /** In the place of what waits, what this officer had a part in and what waits no more. */
  done: boolean;
}

const EVERYTHING: Filter = { kind: '', state: '', overdue: false, mine: false, thisWeek: false, done: false };

export const filter = reactive<Filter>({ ...EVERYTHING });

export function forgetFilter(): void {
  Object.assign(filter, EVERYTHING);
}

/** Return what the service is asked; it knows nothing of weeks, and nothing here names a person. */
export function queryOf({ kind, state, overdue, mine, done }: Filter): { kind?: Kind; state?: State; overdue?: boolean; mine?: boolean; done?: boolean } {
  if (done) return { done, ...(kind ? { kind } : {}) };
  return { ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...(overdue ? { overdue } : {}), ...(mine ? { mine } : {}) };
}

export function isNarrowed({ kind, state, overdue, mine, thisWeek, done }: Filter): boolean {
  return done || kind !== '' || state !== '' || overdue || mine || thisWeek;
}
