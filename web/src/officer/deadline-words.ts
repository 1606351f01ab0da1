/** Deadlines in working days: in words, and in a tone that never stands alone. */

import { pick } from '../page/language.ts';
import { dayInWords } from '../page/moments.ts';
import type { Tone } from '../page/tone.ts';
import { atTheDesk } from './case/case-words.ts';
import type { Deadline } from './shapes.ts';

const SOON = 2;

type Running = Pick<Deadline, 'is_late' | 'working_days_left'>;

/** Return how near a deadline is: over, within two working days, or later. */
export function toneOf({ is_late: isLate, working_days_left: days }: Running): Tone {
  return isLate ? 'bad' : days <= SOON ? 'caution' : 'good';
}

/** Say how many of the promised working days are left, or how many too many it has been. */
export function leftInWords({ is_late: isLate, working_days_left: days }: Running): string {
  if (isLate) return days === 0 ? pick('已逾期', 'Late') : pick(`已逾期 ${-days} 个工作日`, `Late by ${workingDays(-days)}`);
  return days === 0 ? pick('今天到期', 'Due today') : pick(`还有 ${days} 个工作日`, `${workingDays(days)} left`);
}

/** Say what is due and on which day it ends. */
export function dueInWords({ name, due_on: dueOn }: Pick<Deadline, 'name' | 'due_on'>): string {
  const what = atTheDesk(name);
  return pick(`${what}：最迟 ${dayInWords(dueOn)}`, `${what}: by ${dayInWords(dueOn)}`);
}

/** Return the rule that a deadline comes from, and why that one. */
export function sourceInWords({ source, reason }: Pick<Deadline, 'source' | 'reason'>): string {
  return reason === null ? source : pick(`${source}。为什么用它：${reason}`, `${source}. Why this one: ${reason}`);
}

function workingDays(count: number): string {
  return count === 1 ? '1 working day' : `${count} working days`;
}
