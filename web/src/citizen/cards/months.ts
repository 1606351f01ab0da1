/** Bills by month, for those who would rather look. */

import type { CardService } from './card-words.ts';

export interface Month {
  /** As in 2026-10. */
  month: string;
  fen: number;
}

/** Return what the bills of each month come to, the oldest first; nothing for fewer than two months, where there is nothing to compare. */
export function billsByMonth(items: CardService['items']): Month[] {
  const sums = new Map<string, number>();
  for (const { kind, month, amount_fen: fen } of items) {
    if (kind === 'bill' && month !== null && fen !== null) sums.set(month, (sums.get(month) ?? 0) + fen);
  }
  const months = [...sums].map(([month, fen]) => ({ month, fen })).sort((a, b) => a.month.localeCompare(b.month));
  return months.length > 1 ? months : [];
}
