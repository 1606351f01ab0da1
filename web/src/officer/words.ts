/** What codes and dates of a case are called at the desk. */

import type { Deadline, Detail, Kind } from './officer-api.ts';

export const KINDS: Readonly<Record<Kind, string>> = { dispute: '异议', repair: '信用修复' };

const REASONS: Readonly<Record<string, string>> = {
  not_mine: '不是本人的记录',
  wrong_content: '内容有误',
  out_of_date: '已过期限',
  revoked: '原决定已被撤销或变更',
  duty_fulfilled: '义务已履行',
  other: '其他',
  end_publication: '提前终止公示',
  remove_from_list: '移出名单',
};

const RECORD_STATES: Readonly<Record<string, string>> = {
  in_force: '有效',
  disputed: '异议处理中，不计入',
  corrected: '已更正，不计入',
  repaired: '已修复，不计入',
  withdrawn: '已撤下',
};

const PARTIES: Readonly<Record<string, string>> = {
  citizen: '当事人',
  officer: '经办人',
  second_officer: '复核人',
  department: '来源单位',
  clock: '系统',
};

const POSITIONS: Readonly<Record<string, string>> = {
  agree: '同意异议',
  partly: '部分同意',
  disagree: '不同意异议',
  grant: '同意修复',
  refuse: '不同意修复',
};

const FEN = 100;

export const reasonInWords = (code: string): string => REASONS[code] ?? code;
export const recordStateInWords = (code: string): string => RECORD_STATES[code] ?? code;
export const partyInWords = (code: string): string => PARTIES[code] ?? code;
export const positionInWords = (code: string): string => POSITIONS[code] ?? code;

/** Return what a step means, which the service words for the person, as the desk reads it. */
export const atTheDesk = (happened: string): string => happened.replaceAll('你', '当事人');

/** Return a moment as day and minute on the city's clock. */
export function momentInWords(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;
}

/** Return when a deadline ends, and how many of the promised working days that leaves. */
export function deadlineInWords({ name, due_on: dueOn, is_late: isLate, working_days_left: days }: Deadline): string {
  const late = days === 0 ? '已逾期' : `已逾期 ${-days} 个工作日`;
  const left = days === 0 ? '今天到期' : `还有 ${days} 个工作日`;
  return `${name}：最迟 ${dueOn}（${isLate ? late : left}）`;
}

/** Return the rule that a deadline comes from, and why that one. */
export function sourceInWords({ source, reason }: Deadline): string {
  return `期限依据：${source}${reason === null ? '' : `。为什么用它：${reason}`}`;
}

/** Say how a record came to be taken for this person's. */
export function belongingInWords(isOfPerson: boolean): string {
  if (isOfPerson) return '一致：来源单位报送的完整身份证号，与当事人实名核验的号码相同，不按姓名归集。仍可能是填错号码或身份被冒用：请向来源单位核对文书原件。';
  return '不一致：来源单位报送的身份证号，与当事人实名核验的号码不同。';
}

/** Return a value of the record's details: what is kept in fen is read in yuan. */
export function detailInWords({ field, value }: Detail): string {
  return isAmount(field) ? `${yuanOf(Number(value))} 元` : String(value);
}

export const isAmount = (field: string): boolean => field.endsWith('_fen');
export const yuanOf = (fen: number): string => (fen / FEN).toFixed(2);

/** Return whole fen of what was typed in yuan, or null where that is no amount. */
export function fenOf(typed: string): number | null {
  const [, yuan, cents = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed.trim()) ?? [];
  return yuan === undefined ? null : Number(yuan) * FEN + Number(cents.padEnd(2, '0'));
}

/** Return a size in bytes as people read it. */
export function sizeInWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
