/** What codes, days and sizes of cases are called. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import type { Case, Deadline } from './case-calls.ts';

/** What may be wrong with a record: the service's closed list, each with an example. */
export function disputeReasons(): { code: string; words: string; note: string }[] {
  return [
    { code: 'not_mine', words: pick('这不是我的记录', 'The record is not about me'), note: pick('同名同姓，或被人冒用', 'Somebody of the same name, or my identity was misused') },
    { code: 'wrong_content', words: pick('内容写错了', 'What it says is wrong'), note: pick('日期、金额、文号、事由等', 'A date, an amount, a number, the matter') },
    { code: 'out_of_date', words: pick('已经过了期限', 'Its time is over'), note: pick('不应当再计入或公示', 'It should neither count nor be published any more') },
    { code: 'revoked', words: pick('原决定已被撤销或变更', 'The decision was revoked or changed'), note: pick('有复议决定、判决书等', 'By a reconsideration or a court') },
    { code: 'duty_fulfilled', words: pick('我已经履行，记录没有更新', 'I did my duty; the record does not show it'), note: pick('已缴款、已整改等', 'Paid, or put right') },
    { code: 'other', words: pick('其他', 'Something else'), note: pick('请在下面写明', 'Please say it below') },
  ];
}

const WAYS: Readonly<Record<string, [string, string]>> = {
  end_publication: ['提前终止公示', 'Publication ends early'],
  remove_from_list: ['移出名单', 'Taken off the list'],
};

/** Return the reason of a dispute, or the way of a repair. */
export function reasonInWords(code: string): string {
  const way = WAYS[code];
  return way ? pick(...way) : (disputeReasons().find((one) => one.code === code)?.words ?? code);
}

export function kindInWords(kind: Case['kind']): string {
  return kind === 'dispute' ? pick('异议', 'Dispute') : pick('信用修复', 'Repair');
}

/** Say until when something is due, and how many of the promised working days that leaves. */
export function dueInWords({ due_on: dueOn, is_late: isLate, working_days_left: days }: Deadline): string {
  const [zh, en] = isLate ? lateInWords(-days) : leftInWords(days);
  return pick(`最迟 ${dayInWords(dueOn)}（${zh}）`, `by ${dayInWords(dueOn)} (${en})`);
}

/** Say what comes next, and by when. */
export function nextInWords(deadline: Deadline): string {
  const due = dueInWords(deadline), { name } = deadline;
  return pick(`下一步：${name}，${due}`, `Next: ${name.charAt(0).toLowerCase()}${name.slice(1)} ${due}`);
}

function lateInWords(days: number): [string, string] {
  if (days === 0) return ['已过期限', 'over'];
  return [`已超过 ${days} 个工作日`, `${days} working ${daysEn(days)} late`];
}

function leftInWords(days: number): [string, string] {
  if (days === 0) return ['就是今天', 'today'];
  return [`还有 ${days} 个工作日`, `${days} working ${daysEn(days)} left`];
}

function daysEn(days: number): string {
  return days === 1 ? 'day' : 'days';
}

/** Return a size in bytes as people read it. */
export function sizeInWords(bytes: number): string {
  const KB = 1024, MB = KB * KB;
  return bytes < MB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / MB).toFixed(1)} MB`;
}
