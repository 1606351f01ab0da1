/** What a grant at the operator is and what is to be done with it, in words. */

import type { Shapes } from '../api/client.ts';
import { pick } from '../page/language.ts';
import type { Kind } from './grant-list.ts';

export type Held = Shapes['HeldGrantAnswer'];
type Words = [string, string];

const STATES: Readonly<Record<Held['state'], Words>> = {
  pending: ['等本单位办理', 'For you to see to'],
  active: ['已生效', 'In force'],
  ending: ['等本单位结束', 'For you to end'],
  ended: ['已结束', 'Over'],
  refused: ['本单位没有受理', 'You did not take it on'],
};
const PERKS: Readonly<Record<string, Words>> = {
  deposit_waiver: ['免押金', 'No deposit'],
  deferred_payment: ['先用后付', 'Use now, pay later'],
  fare_discount: ['折扣', 'Discount'],
  priority_service: ['优先办理', 'Priority'],
};
export const PERK_KINDS = Object.keys(PERKS);

const KINDS: Readonly<Record<Kind, Words>> = {
  todo: ['要办的', 'To be done'],
  active: ['已生效', 'In force'],
  ended: ['已结束', 'Over'],
  refused: ['没有受理', 'Not taken on'],
  all: ['全部', 'All'],
};
/** The reasons that are offered; whoever asked reads them in words. */
export const REASONS: Readonly<Record<string, Words>> = {
  'unknown-card': ['没有这个卡号', 'No such card'],
  'link-closed': ['卡已解除关联', 'The card is no longer linked'],
  'unsupported-perk': ['目前不提供这项激励', 'Not offered at present'],
};

export function stateInWords({ state }: Pick<Held, 'state'>): string {
  return pick(...STATES[state]);
}

export function kindInWords(kind: Kind): string {
  return pick(...KINDS[kind]);
}

/** Say why the operator refused; a reason that its own system gave keeps its own word. */
export function reasonInWords(reason: string): string {
  const words = REASONS[reason];
  return words === undefined ? reason : pick(...words);
}

/** Name a perk; one of a kind that these pages do not know keeps its own word. */
export function perkInWords({ perk }: Pick<Held, 'perk'>): string {
  if (perk === null) return pick('不再公布的激励', 'A perk no longer published');
  const words = PERKS[perk];
  return words === undefined ? perk : pick(...words);
}

/** Tell whether the operator has something to do. */
export function isWaiting({ state }: Pick<Held, 'state'>): boolean {
  return state === 'pending' || state === 'ending';
}

/** Say what pressing the button confirms. */
export function deedInWords({ wanted }: Pick<Held, 'wanted'>): string {
  return wanted === 'active' ? pick('已开通', 'It is in force') : pick('已结束', 'It has ended');
}
