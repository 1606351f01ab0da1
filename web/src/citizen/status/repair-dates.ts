/** From which day a record can be repaired, as the status tells it. */

import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';
import type { Status } from '../records/record-calls.ts';

type Improvement = Status['improvements'][number];

const WAYS: readonly Improvement['code'][] = ['repair_open', 'repair_later', 'duty_first', 'ask_source'];

/** Return what the status says about repairing this record, or null where it says nothing. */
export function repairOf(record: string, improvements: readonly Improvement[]): Improvement | null {
  return improvements.find((one) => one.record === record && WAYS.includes(one.code)) ?? null;
}

export function repairInWords({ code, on }: Pick<Improvement, 'code' | 'on'>): string {
  const day = on === null ? '' : dayInWords(on);
  if (code === 'repair_open') return pick('信用修复：现在就可以申请。', 'Repair: you can apply now.');
  if (code === 'repair_later') return pick(`信用修复：${day}起可以申请。`, `Repair: you can apply from ${day} on.`);
  if (code === 'ask_source') return pick('信用修复：由作出决定的单位移出，向它申请。', 'Repair: the body that decided takes it off; apply there.');
  return on === null ? pick('信用修复：履行完义务就可以申请。', 'Repair: you can apply once your duty is done.') : pick(`信用修复：履行完义务，${day}起可以申请。`, `Repair: once your duty is done you can apply from ${day} on.`);
}
