/** Which view an address names; all of it stands behind `#` and reaches no server. */

export type Route =
  | { view: 'overview' | 'cases' | 'messages' | 'consent' }
  | { view: 'dispute' | 'dispute-check' | 'repair'; record: string }
  | { view: 'case'; number: string };

const NUMBER = /^[XY]\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const OF_RECORD = /^#\/records\/(rec_[0-9A-Za-z]{1,40})\/(dispute|dispute-check|repair)$/;
const CASE = '#/cases/';

export const OVERVIEW = '#/', CASES = '#/cases', MESSAGES = '#/messages', CONSENT = '#/consent';

export function routeOf(hash: string): Route {
  const [, record, view] = OF_RECORD.exec(hash) ?? [];
  if (record !== undefined) return { view: view as 'dispute' | 'dispute-check' | 'repair', record };
  const number = hash.startsWith(CASE) ? hash.slice(CASE.length) : '';
  if (isCaseNumber(number)) return { view: 'case', number };
  if (hash === CASES) return { view: 'cases' };
  if (hash === MESSAGES) return { view: 'messages' };
  return { view: hash === CONSENT ? 'consent' : 'overview' };
}

export function isCaseNumber(words: string): boolean {
  return NUMBER.test(words);
}

export function addressOfCase(number: string): string {
  return CASE + number;
}

export function addressOfRecord(record: string, view: 'dispute' | 'dispute-check' | 'repair'): string {
  return `#/records/${record}/${view}`;
}
