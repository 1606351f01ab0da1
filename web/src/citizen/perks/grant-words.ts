/** Where a grant stands and what happened to it, in words. */

import type { Shapes } from '../../api/client.ts';
import { cityDay } from '../../ground/clock.ts';
import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';

export type Grant = Omit<Shapes['GrantAnswer'], 'noticed_at'>;
type GrantState = Grant['state'];

type Words = [string, string];

const STATES: Readonly<Record<GrantState, Words>> = {
  pending: ['等运营单位办理', 'Waiting for the operator'],
  active: ['已开通', 'In force'],
  ending: ['正在结束，等运营单位办理', 'Ending; waiting for the operator'],
  ended: ['已结束', 'Over'],
  refused: ['运营单位没有受理', 'The operator did not take it on'],
};

const CAUSES: Readonly<Record<string, Words>> = {
  requested: ['你提出了申请', 'you asked for it'],
  by_citizen: ['你退回了', 'you gave it back'],
  consent_withdrawn: ['你撤回了授权', 'you withdrew a consent'],
  card_unlinked: ['卡解除了关联', 'the card was unlinked'],
  expired: ['到期', 'its time is over'],
  applied_by_operator: ['运营单位办好了', 'the operator has seen to it'],
  confirmed_by_operator: ['运营单位办好了', 'the operator has seen to it'],
  over_at_operator: ['运营单位办完了', 'the operator has seen to it'],
  refused_by_operator: ['运营单位没有受理，与你的信用状况无关', 'the operator did not take it on; your status has nothing to do with it'],
  ended_by_operator: ['运营单位结束了，与你的信用状况无关', 'the operator ended it; your status has nothing to do with it'],
  found_at_operator: ['与运营单位核对后更正', 'put right after asking the operator'],
  not_as_wished_at_operator: ['与运营单位核对后重新办理', 'being seen to again after asking the operator'],
  held_although_over: ['运营单位仍保留，等它办理', 'the operator still holds it'],
};

const REASONS: Readonly<Record<string, Words>> = {
  'unknown-card': ['没有这个卡号', 'it has no such card'],
  'unknown-link': ['没有这项关联，请重新关联卡', 'it does not know the link; please link the card again'],
  'link-closed': ['卡已解除关联，请重新关联后再申请', 'the card is no longer linked; link it again, then ask'],
  'unsupported-perk': ['目前不提供这项激励', 'it does not offer this perk at present'],
  unsupported: ['目前不提供这项激励', 'it does not offer this perk at present'],
  'already-over': ['激励的有效期已过，请重新申请', 'its time was over; please ask again'],
};

export function stateInWords(state: GrantState): string {
  return pick(...STATES[state]);
}

/** Tell whether the operator has something to do. */
export function isWaiting({ state }: Grant): boolean {
  return state === 'pending' || state === 'ending';
}

/** Tell whether the citizen has it, or soon will. */
export function isOpen({ state }: Grant): boolean {
  return state === 'pending' || state === 'active';
}

export function causeInWords({ state, cause }: Grant['steps'][number]): string {
  const words = CAUSES[cause];
  return words === undefined ? stateInWords(state) : pick(...words);
}

/** Return the operator's reason, where it is one that can be told in words. */
export function reasonInWords({ refused_because: reason }: Grant): string | null {
  const words = reason === null ? undefined : REASONS[reason];
  return words === undefined ? null : pick('运营单位的理由：', 'The operator’s reason: ') + pick(...words) + pick('。', '.');
}

/** Say what the coming end was announced with. */
export function noticeInWords({ notice, state }: Grant): string | null {
  if (notice === null || state !== 'active') return null;
  return notice === 'renewable' ? pick('30 天内到期，到期之前照常使用，之后可以再申请。', 'It ends within 30 days and stays as it is until then; you may ask again.') : pick('30 天内到期，到期之前照常使用；目前不能再申请，原因见“守信激励”。', 'It ends within 30 days and stays as it is until then; it cannot be renewed now: see Perks for why.');
}

/** Say until when it is good, where that still matters. */
export function untilInWords({ state, valid_until: until }: Grant): string | null {
  if (state !== 'pending' && state !== 'active') return null;
  const day = dayInWords(cityDay(Date.parse(until)));
  return pick(`到${day}`, `until ${day}`);
}
