/** Times and ages in words. */

import { serviceTime } from '../ground/clock.ts';
import { languageTag, pick } from './language.ts';

const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** Return a time in seconds since 1970, to the second and on the city's clock. */
export function momentInWords(seconds: number): string {
  const form = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Shanghai' } as const;
  return new Intl.DateTimeFormat(languageTag(), form).format(seconds * 1000);
}

/** Return how long ago a time in milliseconds by the service's clock was. */
export function ageInWords(at: number): string {
  const seconds = Math.max(0, (serviceTime() - at) / 1000);
  if (seconds < MINUTE) return pick('刚刚', 'just now');
  const [count, zh, en] =
    seconds < HOUR ? [seconds / MINUTE, '分钟', 'min'] : seconds < DAY ? [seconds / HOUR, '小时', 'h'] : [seconds / DAY, '天', 'd'];
  return pick(`${Math.floor(count)} ${zh}前`, `${Math.floor(count)} ${en} ago`);
}
