/** The service's clock, told from its last answers: a phone's own may be wrong by minutes. */

const KEPT_AS = 'clock';
const HALF_A_SECOND = 500;

/** How far the service's clock was ahead of the phone's, in milliseconds. */
interface Comparison {
  ahead: number;
}

/** Compare the clocks by an answer that came from the network; `Date` has no fractions of a second. */
export function compareClocks(answer: Response, sentAt: number, receivedAt: number): void {
  const date = Date.parse(answer.headers.get('Date') ?? '');
  const ageSeconds = Number(answer.headers.get('Age') ?? 0);
  if (Number.isNaN(date) || Number.isNaN(ageSeconds)) return;
  const ahead = date + ageSeconds * 1000 + HALF_A_SECOND - (sentAt + receivedAt) / 2;
  localStorage.setItem(KEPT_AS, JSON.stringify({ ahead } satisfies Comparison));
}

/** Return the time by the service's clock, in milliseconds; by the phone's if they were never compared. */
export function serviceTime(): number {
  return Date.now() + (comparison()?.ahead ?? 0);
}

/** Tell whether the clocks were ever compared. */
export function isClockCompared(): boolean {
  return comparison() !== null;
}

/** Return the day that a time in milliseconds is in, in the city and whatever the phone's zone, as 2026-11-27. */
export function cityDay(at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(at);
}

function comparison(): Comparison | null {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === null ? null : (JSON.parse(kept) as Comparison);
}
