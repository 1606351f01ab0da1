/** When each record stops counting, laid out on a line of time. */

import type { CreditRecord, Status } from '../records/record-calls.ts';
import { nameOf } from '../records/record-words.ts';
import { repairOf } from './repair-dates.ts';

/** A record's time on the line; places are shares of the line, from 0 to 1. */
export interface Bar {
  record: string;
  name: string;
  kind: 'adverse' | 'good' | 'none';
  from: number;
  to: number;
  /** The last day on which it counts or counted. */
  until: string;
  isOver: boolean;
  /** The day from which it can be repaired, where that lies ahead, and its place. */
  repair: { on: string; at: number } | null;
}

export interface Timeline {
  today: number;
  years: { year: string; at: number }[];
  bars: Bar[];
}

const DAY_MS = 86_400_000, MOST_YEARS = 4;
/** So much of the line, in days, is shown around today in any case. */
const MARGIN_DAYS = 45;

/** Return the line, soonest end first; null where no record has an end. */
export function layOut({ evaluated_on: today, records: lines, improvements }: Pick<Status, 'evaluated_on' | 'records' | 'improvements'>, records: readonly CreditRecord[]): Timeline | null {
  const shown = lines.flatMap((line) => {
    const record = records.find(({ id }) => id === line.record);
    const isPlaced = record !== undefined && line.until !== null && line.reason !== 'not_yet' && record.decided_on <= line.until;
    return isPlaced ? [{ line, record, until: line.until! }] : [];
  });
  if (shown.length === 0) return null;
  const now = dayOf(today);
  const first = Math.min(now - MARGIN_DAYS, ...shown.map(({ record }) => dayOf(record.decided_on)));
  const last = Math.max(now + MARGIN_DAYS, ...shown.map(({ until }) => dayOf(until)));
  const place = (day: string): number => (dayOf(day) - first) / (last - first);
  const bars = shown.map(({ line, record, until }): Bar => {
    const on = repairOf(record.id, improvements)?.on ?? null;
    const kind = !line.counts ? 'none' : record.polarity === 'adverse' ? 'adverse' : 'good';
    return { record: record.id, name: nameOf(record), kind, from: place(record.decided_on), to: place(until), until, isOver: until < today, repair: on !== null && on > today ? { on, at: place(on) } : null };
  });
  return { today: place(today), years: yearsBetween(first, last).map((year) => ({ year, at: place(`${year}-01-01`) })), bars: bars.sort((one, other) => one.until.localeCompare(other.until)) };
}

/** Return the years that begin on the line, or every second, third… of them where they are many. */
function yearsBetween(first: number, last: number): string[] {
  const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
  const years: number[] = [];
  for (let year = yearOf(first) + 1; year <= yearOf(last); year += 1) years.push(year);
  const every = Math.ceil(years.length / MOST_YEARS);
  return years.filter((_, place) => place % every === 0).map(String);
}

function dayOf(day: string): number {
  return Date.parse(day) / DAY_MS;
}
