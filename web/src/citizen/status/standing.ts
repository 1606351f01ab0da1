/** What the status screen shows: the level or why there is none, every record, and the cases that are going on. */

import { Problem } from '../../api/failures.ts';
import { listCases, type Case } from '../records/case-calls.ts';
import { listRecords, readStatus, type CreditRecord, type Status } from '../records/record-calls.ts';
import { layOut, type Timeline } from './timeline.ts';

export interface Standing {
  status: Status | null;
  /** Why the status is not told: records are shown all the same. */
  refusal: Problem | null;
  records: CreditRecord[];
  /** By record. */
  openCases: ReadonlyMap<string, Case>;
  timeline: Timeline | null;
}

export async function readStanding(): Promise<Standing> {
  const [told, records, cases] = await Promise.all([tellStatus(), listRecords(), listCases()]);
  const openCases = new Map(cases.filter(({ deadline }) => deadline !== null).map((one) => [one.record, one]));
  if (told instanceof Problem) return { status: null, refusal: told, records, openCases, timeline: null };
  return { status: told, refusal: null, records, openCases, timeline: layOut(told, records) };
}

async function tellStatus(): Promise<Status | Problem> {
  try {
    return await readStatus();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
