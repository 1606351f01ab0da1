/** What is right where a record is wrong: only what was changed is sent. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import { detailInWords, fenOf, isAmount, yuanOf } from '../case/amounts.ts';
import type { Corrections, DeskRecord, Step } from '../shapes.ts';

/** The name is the department's to correct: a record about somebody else is taken off. */
const SUBJECT_NAME = 'subject_name';
const DAYS = ['decided_on', 'valid_until', 'duty_fulfilled_on'] as const;

type Day = (typeof DAYS)[number];

export interface Field {
  /** The field's name in the record, or in its details. */
  name: string;
  label: string;
  kind: 'title' | 'day' | 'text' | 'amount';
  /** What the record says now, as it would be typed. */
  before: string;
}

/** What was typed, by the names of the fields; what is not in it was not touched. */
export type Typed = Readonly<Record<string, string>>;

/** Return what an officer may correct in a record. */
export function fieldsOf(record: DeskRecord): Field[] {
  const days: Readonly<Record<Day, string>> = { decided_on: pick('决定日期', 'Decided on'), valid_until: pick('有效期至', 'Valid until'), duty_fulfilled_on: pick('履行完毕日期', 'Duty done on') };
  return [
    { name: 'title', label: pick('文书名称', 'Name of the document'), kind: 'title', before: record.title },
    ...DAYS.map((name): Field => ({ name, label: days[name], kind: 'day', before: record[name] ?? '' })),
    ...record.details
      .filter(({ field }) => field !== SUBJECT_NAME)
      .map(({ field, zh, value }): Field => (isAmount(field) ? { name: field, label: pick(`${zh}（元）`, `${zh} (yuan)`), kind: 'amount', before: yuanOf(Number(value)) } : { name: field, label: zh, kind: 'text', before: String(value) })),
  ];
}

/** Return what is wrong with what was typed into a field, or an empty text. */
export function faultIn({ kind, label, before }: Field, typed: string): string {
  if (kind === 'amount' && fenOf(typed) === null) return pick(`${label}应为金额，如 1500 或 1500.50。`, `${label} is an amount such as 1500 or 1500.50.`);
  // An emptied day stays as it was; words cannot be taken away.
  if (kind !== 'day' && before !== '' && typed.trim() === '') return pick(`${label}不能改为空。`, `${label} cannot be empty.`);
  return '';
}

/** Return what differs from the record, or null where nothing does. */
export function changesOf(record: DeskRecord, typed: Typed): Corrections | null {
  const changed = changedFields(record, typed);
  if (changed.length === 0) return null;
  const own = changed.filter(({ kind }) => kind === 'title' || kind === 'day');
  const details = changed.filter(({ kind }) => kind === 'text' || kind === 'amount');
  return {
    ...Object.fromEntries(own.map(({ name, after }) => [name, after])),
    details: Object.fromEntries(details.map(({ name, kind, after }) => [name, kind === 'amount' ? (fenOf(after) ?? 0) : after])),
  };
}

/** Return each change as it is looked over before it is sent. */
export function changesInWords(record: DeskRecord, typed: Typed): string[] {
  const none = pick('（没有）', '(none)');
  return changedFields(record, typed).map((field) => `${field.label}：${inWords(field, field.before) || none} → ${inWords(field, field.after)}`);
}

/** Return what the department said is right, as it would be typed; null where it said nothing of the kind. */
export function suggestedBy(steps: readonly Step[]): Typed | null {
  const corrections = [...steps].reverse().find(({ event, corrections: given }) => event === 'answer' && given !== null)?.corrections;
  if (!corrections) return null;
  const own = (['title', ...DAYS] as const).map((name) => [name, corrections[name]] as const);
  const details = corrections.details.map(({ field, value }) => [field, isAmount(field) ? yuanOf(Number(value)) : String(value)] as const);
  return Object.fromEntries([...own, ...details].filter((one): one is readonly [string, string] => Boolean(one[1])));
}

function changedFields(record: DeskRecord, typed: Typed): (Field & { after: string })[] {
  return fieldsOf(record)
    .map((field) => ({ ...field, after: (typed[field.name] ?? field.before).trim() }))
    .filter(({ kind, before, after }) => (kind === 'amount' ? fenOf(after) !== fenOf(before) : after !== before) && !(kind === 'day' && after === ''));
}

function inWords({ name, kind }: Field, value: string): string {
  if (value === '') return '';
  if (kind === 'amount') return detailInWords({ field: name, value: fenOf(value) ?? 0 });
  return kind === 'day' ? dayInWords(value) : value;
}
