/** What of the queue is shown, and which case is next. */

import type { State, Waiting } from '../shapes.ts';
import { weekEnd } from './week.ts';

export interface QueuePage {
  cases: Waiting[];
  /** The case after which more is to be asked for; null where this was all. */
  after: string | null;
}

/** States in which another officer looks a second time, whoever has the case. */
const SECOND_LOOK: readonly State[] = ['awaiting_second', 'in_review'];
/** States in which the department or the person is waited for, unless they are late. */
const ELSEWHERE: readonly State[] = ['at_source', 'materials_asked'];

/** Return the page with what is due by the end of this week alone; the queue is in the order of its deadlines. */
export function dueThisWeek({ cases, after }: QueuePage, today: string): QueuePage {
  const end = weekEnd(today);
  const due = cases.filter(({ deadline }) => deadline !== null && deadline.due_on <= end);
  return { cases: due, after: due.length < cases.length ? null : after };
}

/** Return the first case that this officer may go on with, other than `done`; null where there is none. */
export function nextOf(cases: readonly Waiting[], done: string | null = null): Waiting | null {
  return cases.find((one) => one.number !== done && isFree(one)) ?? null;
}

function isFree({ assigned_to: whose, state, deadline }: Waiting): boolean {
  if (SECOND_LOOK.includes(state)) return whose?.is_me !== true;
  if (ELSEWHERE.includes(state) && deadline?.is_late !== true) return false;
  return whose === null || whose.is_me;
}
