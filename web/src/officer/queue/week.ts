/** The week at the desk, from Monday to Sunday on the city's calendar. */

const DAY_MS = 86_400_000, DAYS = 7;

/** Return the Sunday that ends the week of a day such as 2026-11-27. */
export function weekEnd(day: string): string {
  const at = Date.parse(day), weekday = new Date(at).getUTCDay();
  return new Date(at + ((DAYS - weekday) % DAYS) * DAY_MS).toISOString().slice(0, 10);
}
