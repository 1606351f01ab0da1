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
}

const EVERYTHING: Filter = { kind: '', state: '', overdue: false, mine: false, thisWeek: false };

export const filter = reactive<Filter>({ ...EVERYTHING });

export function forgetFilter(): void {
  Object.assign(filter, EVERYTHING);
}

/** Return what the service is asked; it knows nothing of weeks, and nothing here names a person. */
export function queryOf({ kind, state, overdue, mine }: Filter): { kind?: Kind; state?: State; overdue?: boolean; mine?: boolean } {
  return { ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...(overdue ? { overdue } : {}), ...(mine ? { mine } : {}) };
}

export function isNarrowed({ kind, state, overdue, mine, thisWeek }: Filter): boolean {
  return kind !== '' || state !== '' || overdue || mine || thisWeek;
}
