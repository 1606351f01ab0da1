/** Reads the access log, which may be long, until there is enough to show. */

import type { Entry } from './log-words.ts';

export interface LogPage {
  entries: Entry[];
  /** Where the page after it starts, or null at the end. */
  next: string | null;
}

const ENOUGH = 20, MOST_PAGES = 5;

export interface Found {
  entries: Entry[];
  /** Where to go on, or null at the log's end. */
  next: string | null;
}

/** Return the entries that are wanted, from `next` on, as soon as there are enough or much was read. */
export async function collect(read: (next: string | null) => Promise<LogPage>, isWanted: (entry: Entry) => boolean, next: string | null = null): Promise<Found> {
  const entries: Entry[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read(next);
    entries.push(...page.entries.filter(isWanted));
    next = page.next;
    if (next === null || entries.length >= ENOUGH) break;
  }
  return { entries, next };
}
