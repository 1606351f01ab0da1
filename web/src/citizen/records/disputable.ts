/** A record that somebody wants to dispute, and the dispute about it, where there is one. */

import { listCases } from './case-calls.ts';
import { findRecord, type CreditRecord } from './record-calls.ts';

export interface Disputable {
  record: CreditRecord | null;
  /** It can be disputed now. */
  isFree: boolean;
  /** The number of the latest dispute about it. */
  open: string | null;
}

export async function findDisputable(id: string): Promise<Disputable> {
  const record = await findRecord(id);
  const isFree = record !== null && record.dispute !== null;
  if (isFree) return { record, isFree, open: null };
  const open = (await listCases()).find((one) => one.record === id && one.kind === 'dispute');
  return { record, isFree, open: open?.number ?? null };
}
