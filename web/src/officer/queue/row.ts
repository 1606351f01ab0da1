/** A case as a line of the queue. */

import type { Case, Waiting } from '../shapes.ts';

/** What a line shows; of a case whose record was deleted nobody knows the item. */
export interface Row extends Omit<Waiting, 'version' | 'item' | 'department'> {
  item: Waiting['item'] | null;
  department: Waiting['department'] | null;
}

/** Return the line of a case that is open, whether or not it stands in the list. */
export function rowOf({ number, kind, state, state_text, reason, opened_at, deadline, is_serious, assigned_to, record }: Case): Row {
  const { item, department } = record ?? { item: null, department: null };
  return { number, kind, state, state_text, reason, opened_at, deadline, is_serious, is_escalated: false, assigned_to, item, department };
}
