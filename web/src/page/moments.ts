/** Times and ages in words. */

import { cityDay, serviceTime } from '../ground/clock.ts';
import { languageTag, pick } from './language.ts';

const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** Return a time in seconds since 1970, to the second and on the city's clock. */
export function momentInWords(seconds: number): string {
  const form = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Shanghai' } as const;
  return new Intl.DateTimeFormat(languageTag(), form).format(seconds * 1000);
}

/** Return a day such as 2026-12-04 as people read it. */
export function dayInWords(day: string): string {
  return new Intl.DateTimeFormat(languageTag(), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));
}

/** Return a moment as day and minute on the city's clock, in which the service tells it. */
export function minuteInWords(moment: string): string {
  return `${dayInWords(moment.slice(0, 10))} ${moment.slice(11, 16)}`;
}

/** Return the hour and minute of a time in milliseconds on the city's clock. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai' }).format(at);
}

/** Say up to when a list of revoked certificates knows of them; `issuedAt` in seconds. */
export function listInWords(issuedAt: number): string {
  const at = issuedAt * 1000;
  const day = cityDay(at) === cityDay(serviceTime()) ? '' : `${cityDay(at)} `;
  return pick(`作废名单截至 ${day}${clockTime(at)}`, `List of ended ones as of ${day}${clockTime(at)}`);
}

/** Return how long ago a time in milliseconds by the service's clock was. */
export function ageInWords(at: number): string {
  const seconds = Math.max(0, (serviceTime() - at) / 1000);
  if (seconds < MINUTE) return pick('刚刚', 'just now');
  const [count, zh, en] =
    seconds < HOUR ? [seconds / MINUTE, '分钟', 'min'] : seconds < DAY ? [seconds / HOUR, '小时', 'h'] : [seconds / DAY, '天', 'd'];
  return pick(`${Math.floor(count)} ${zh}前`, `${Math.floor(count)} ${en} ago`);
}
