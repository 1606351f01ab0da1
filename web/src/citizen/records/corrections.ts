/** Which facts of a record may be wrong, and what is said of those that are. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import type { CreditRecord } from './record-calls.ts';
import { detailInWords } from './record-words.ts';

/** A fact as the record has it. */
export interface Fact {
  id: string;
  name: string;
  now: string;
}

/** A fact that is wrong; `right` is what it should be, empty where the person does not know. */
export interface Correction {
  fact: Fact;
  right: string;
}

/** Return what the record says, a fact each. */
export function factsOf(record: CreditRecord): Fact[] {
  const own: [string, string, string | null][] = [
    ['title', pick('文书名称', 'Document'), record.title],
    ['document_number', pick('文号', 'Number'), record.document_number],
    ['decided_on', pick('决定日期', 'Day of the decision'), dayInWords(record.decided_on)],
    ['valid_until', pick('有效期至', 'Valid until'), record.valid_until && dayInWords(record.valid_until)],
    ['duty_fulfilled_on', pick('义务履行完毕日期', 'Duty done on'), record.duty_fulfilled_on && dayInWords(record.duty_fulfilled_on)],
    ...record.details.map((one): [string, string, string] => [one.field, one.zh, detailInWords(one)]),
  ];
  return own.flatMap(([id, name, now]) => (now ? [{ id, name, now }] : []));
}

/** Return what the office is to read: a line for each correction, then the person's own words. */
export function withCorrections(corrections: readonly Correction[], words: string): string {
  return [...corrections.map(lineOf), words.trim()].filter((line) => line !== '').join('\n');
}

function lineOf({ fact: { name, now }, right }: Correction): string {
  const said = right.trim();
  if (said === '') return pick(`${name}：记录写的是“${now}”，不对。`, `${name}: the record says “${now}”, which is wrong.`);
  return pick(`${name}：记录写的是“${now}”，应为“${said}”。`, `${name}: the record says “${now}”; it should be “${said}”.`);
}
