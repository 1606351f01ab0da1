/** What is right where a record is wrong: only what was changed is sent. */

import { element } from '../page/element.ts';
import type { Corrections, DeskRecord } from './officer-api.ts';
import { fenOf, isAmount, yuanOf } from './words.ts';

const DAYS = [['decided_on', '决定日期'], ['valid_until', '有效期至'], ['duty_fulfilled_on', '履行完毕日期']] as const;

export interface CorrectionFields {
  part: HTMLElement;
  /** Return what is wrong with what was typed, and where. */
  check(): [string, HTMLElement] | null;
  /** Return what changes, or null where nothing does. */
  read(): Corrections | null;
}

/** Return the fields, filled with what the record says now. */
export function correctionFields(record: DeskRecord): CorrectionFields {
  const title = element('input', { id: 'fix-title', type: 'text', value: record.title, maxLength: 200 });
  const days = DAYS.map(([name, words]) => ({ name, words, input: element('input', { id: `fix-${name}`, type: 'date', value: record[name] ?? '' }) }));
  const details = record.details.map(({ field, zh, value }) => {
    const before = isAmount(field) ? yuanOf(Number(value)) : String(value);
    return { field, words: isAmount(field) ? `${zh}（元）` : zh, before, input: element('input', { id: `fix-${field}`, type: 'text', value: before, maxLength: 2000 }) };
  });
  const lines = [{ words: '文书名称', input: title }, ...days, ...details];
  const part = element(
    'fieldset',
    { className: 'corrections' },
    element('legend', { textContent: '更正（只改有误的，其余不动）' }),
    ...lines.flatMap(({ words, input }) => [element('label', { htmlFor: input.id, textContent: words }), input]),
  );
  return {
    part,
    check() {
      if (title.value.trim() === '') return ['文书名称不能为空。', title];
      const faulty = details.find(({ field, input }) => isAmount(field) && fenOf(input.value) === null);
      if (faulty) return [`${faulty.words}应为金额，如 1500 或 1500.50。`, faulty.input];
      const empty = details.find(({ before, input }) => before !== '' && input.value.trim() === '');
      return empty ? [`${empty.words}不能改为空。`, empty.input] : null;
    },
    read: () =>
      changesOf(
        record,
        title.value,
        Object.fromEntries(days.map(({ name, input }) => [name, input.value])),
        details.map(({ field, before, input }) => ({ field, before, typed: input.value })),
      ),
  };
}

/** Return what differs from the record, or null where nothing does; an emptied date stays as it was. */
export function changesOf(
  record: DeskRecord,
  title: string,
  days: Record<string, string>,
  details: { field: string; before: string; typed: string }[],
): Corrections | null {
  const changes: Corrections = { details: {} };
  if (title.trim() !== record.title) changes.title = title.trim();
  for (const [name] of DAYS) {
    const typed = days[name];
    if (typed && typed !== record[name]) changes[name] = typed;
  }
  for (const { field, before, typed } of details) {
    if (typed.trim() !== before) changes.details[field] = isAmount(field) ? (fenOf(typed) ?? 0) : typed.trim();
  }
  return Object.keys(changes).length > 1 || Object.keys(changes.details).length > 0 ? changes : null;
}
