/** What a record is called, what part it has, and what its details say. */

import { pick } from '../../page/language.ts';
import type { CreditRecord, Detail, StatusLine } from './record-calls.ts';

const FEN = 100;

const STATES: Readonly<Record<CreditRecord['state'], [string, string]>> = {
  in_force: ['记录有效', 'In force'],
  disputed: ['不计入：异议处理中。', 'Does not count: it is in dispute.'],
  corrected: ['不计入：已更正。', 'Does not count: it was corrected.'],
  repaired: ['不计入：已修复。', 'Does not count: it was repaired.'],
  withdrawn: ['不计入：已撤下。', 'Does not count: it was taken off.'],
};

/** Say in a word what part a record has, and why; without the status only what its own state tells. */
export function partInWords(record: CreditRecord, line: Pick<StatusLine, 'counts' | 'why'> | undefined): { mark: string; tone: 'good' | 'bad' | 'none'; why: string } {
  const [mark, why] = splitReason(line?.why ?? pick(...STATES[record.state]));
  if (!line?.counts) return { mark, tone: 'none', why };
  return { mark, tone: record.polarity === 'adverse' ? 'bad' : 'good', why };
}

/** Return the reason alone of what the service says of a record's part. */
export function whyInWords({ why }: Pick<StatusLine, 'why'>): string {
  return splitReason(why)[1] || why;
}

/** Split what the service says into its word and its reason: 计入 and 轻微失信信息，… */
function splitReason(words: string): [string, string] {
  const [, mark, why] = /^([^：:，。]{1,24})[：:]\s*(.+)$/su.exec(words) ?? [];
  return mark === undefined || why === undefined ? [words, ''] : [mark, why.charAt(0).toUpperCase() + why.slice(1)];
}

export function nameOf(record: CreditRecord): string {
  return record.item.name ?? record.title;
}

/** Return a value of the record's details: what is kept in fen is read in yuan. */
export function detailInWords({ field, value }: Detail): string {
  return field.endsWith('_fen') ? pick(`${(Number(value) / FEN).toFixed(2)} 元`, `${(Number(value) / FEN).toFixed(2)} yuan`) : String(value);
}
