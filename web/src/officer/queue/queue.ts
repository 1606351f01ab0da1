/** The list beside a case: what waits for an officer, the earliest deadline first, or what they have done. There is no search for persons. */

import { shallowRef, watch, type ShallowRef } from 'vue';
import { answerOf } from '../../api/client.ts';
import { cityDay, serviceTime } from '../../ground/clock.ts';
import { useAsked, type Asked } from '../../ui/asked.ts';
import { desk, session } from '../session.ts';
import type { Case, Waiting } from '../shapes.ts';
import { filter, queryOf } from './filter.ts';
import { dueThisWeek, nextOf, type QueuePage } from './order.ts';
import { rowOf, type Row } from './row.ts';

export interface Queue {
  asked: Asked<QueuePage>;
  /** Add the page after those that are shown. */
  more(): Promise<void>;
  /** The case that is open: it stays in sight when it leaves the list, as by a decision. */
  opened: ShallowRef<Row | null>;
  /** Note how the open case stands. */
  note(seen: Case): void;
  /** Return the case to go on with after this one; null where there is none. */
  nextAfter(number: string | null): Waiting | null;
}

/** Ask for the queue now, and again whenever it is narrowed otherwise. */
export function useQueue(): Queue {
  const asked = useAsked(() => read(null));
  const opened = shallowRef<Row | null>(null);
  // The filter is forgotten with a sign-out too, after which nothing is asked.
  watch(filter, () => void (session.officer && asked.again()));
  return {
    asked,
    opened,
    note: (seen) => void (opened.value = rowOf(seen)),
    nextAfter: (number) => (filter.done ? null : nextOf(asked.value?.cases ?? [], number)),
    async more() {
      const shown = asked.value;
      if (shown === null) return;
      const { cases, after } = await read(shown.after);
      // It may have been asked for anew meanwhile.
      if (asked.value === shown) asked.value = { cases: [...shown.cases, ...cases], after };
    },
  };
}

async function read(from: string | null): Promise<QueuePage> {
  const query = { ...queryOf(filter), ...(from === null ? {} : { after: from }) };
  const answer = await answerOf(desk.GET('/api/v1/officer/cases', { params: { query } }));
  const cases = answer.cases as Waiting[];
  const page = { cases, after: answer.next === null ? null : (cases.at(-1)?.number ?? null) };
  return filter.thisWeek && !filter.done ? dueThisWeek(page, cityDay(serviceTime())) : page;
}
