/** Amounts, which are kept in fen and read in yuan, and the other values of a record's details. */

import { pick } from '../../page/language.ts';
import type { Detail } from '../shapes.ts';

const FEN = 100;

export const isAmount = (field: string): boolean => field.endsWith('_fen');
export const yuanOf = (fen: number): string => (fen / FEN).toFixed(2);

/** Return a value of the record's details as it is read. */
export function detailInWords({ field, value }: Pick<Detail, 'field' | 'value'>): string {
  return isAmount(field) ? pick(`${yuanOf(Number(value))} 元`, `${yuanOf(Number(value))} yuan`) : String(value);
}

/** Return whole fen of what was typed in yuan, or null where that is no amount. */
export function fenOf(typed: string): number | null {
  const [, yuan, cents = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed.trim()) ?? [];
  return yuan === undefined ? null : Number(yuan) * FEN + Number(cents.padEnd(2, '0'));
}
