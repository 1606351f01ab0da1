/** Where a case stands on its line, whose turn it is, and what was decided. */

import { pick } from '../../page/language.ts';
import type { Case, Step } from './case-calls.ts';

export interface Stage {
  name: string;
  /** The moment at which it was over; null before. */
  at: string | null;
  state: 'done' | 'now' | 'waits' | 'next';
}

const DECISIONS = ['uphold_corrected', 'uphold_withdrawn', 'uphold_partly', 'reject', 'grant', 'approve', 'refuse', 'not_accept'];
const CHECKING = ['checking', 'at_source'];

/** Return the decision that stands: the last one, as a review replaces the first. */
export function decisionOf({ steps }: Pick<Case, 'steps'>): Step | null {
  return last(steps, DECISIONS);
}

/** Return the stages of a case in their order; one that ended early ends its line early. */
export function lineOf(seen: Case): Stage[] {
  const early = endedEarly(seen);
  const stages = seen.kind === 'dispute' ? disputeLine(seen) : repairLine(seen);
  return early === null ? stages : [...stages.filter((one) => one.at !== null), early];
}

function disputeLine({ state, steps }: Case): Stage[] {
  const first = steps.find((one) => DECISIONS.includes(one.event)) ?? null;
  const checkedAt = atOf(first) ?? (state === 'answered' ? atOf(last(steps, ['answer'])) : null);
  const review = last(steps, ['ask_review']);
  const second = review && steps.filter((one) => DECISIONS.includes(one.event) && one !== first).at(-1);
  return [
    stage(pick('提交', 'Filed'), atOf(last(steps, ['file'])), false),
    stage(pick('核查', 'Checked'), checkedAt, CHECKING.includes(state), state === 'filed'),
    stage(pick('决定', 'Decided'), atOf(first), false, state === 'answered'),
    ...(review ? [stage(pick('复核', 'Review'), second?.at ?? null, state === 'in_review')] : []),
  ];
}

function repairLine({ state, steps }: Case): Stage[] {
  const refusal = last(steps, ['not_accept']);
  const isSent = !['draft', 'materials_asked'].includes(state);
  const accepted = stage(refusal ? pick('不予受理', 'Not accepted') : pick('受理', 'Accepted'), atOf(refusal ?? last(steps, ['accept'])), false, state === 'applied');
  const decided = stage(pick('决定', 'Decided'), atOf(last(steps, ['grant', 'approve', 'refuse'])), state === 'accepted', state === 'awaiting_second');
  return [
    stage(state === 'materials_asked' ? pick('补材料', 'Materials') : pick('提交', 'Sent'), isSent ? atOf(last(steps, ['apply', 'supply'])) : null, !isSent),
    accepted,
    ...(refusal ? [] : [decided]),
  ];
}

function endedEarly({ steps }: Case): Stage | null {
  const end = last(steps, ['withdraw', 'lapse', 'settled_otherwise']);
  if (end === null) return null;
  return stage(end.event === 'withdraw' ? pick('已撤回', 'Withdrawn') : pick('已终止', 'Ended'), end.at, false);
}

const CENTRE: [string, string] = ['信用服务中心', 'the credit service centre'];
const TURNS: Readonly<Record<string, [string, string]>> = {
  filed: CENTRE,
  checking: CENTRE,
  answered: CENTRE,
  in_review: ['信用服务中心的另一位经办人', 'another officer of the credit service centre'],
  applied: CENTRE,
  accepted: ['信用服务中心和作出认定的单位', 'the service centre and the body that decided'],
  awaiting_second: ['信用服务中心的另一位经办人', 'another officer of the credit service centre'],
  partly: ['你；同意这个决定的，不用做什么', 'you; nothing to do if you agree'],
  rejected: ['你；同意这个决定的，不用做什么', 'you; nothing to do if you agree'],
  draft: ['你', 'you'],
  materials_asked: ['你', 'you'],
};

/** Say whose turn it is, or null once nobody has anything to do; `source` names the source department. */
export function turnOf({ state, deadline }: Case, source: string | null): string | null {
  if (deadline === null) return null;
  if (state === 'at_source') return source ?? pick('来源单位', 'the source department');
  const turn = TURNS[state];
  return turn ? pick(...turn) : null;
}

function stage(name: string, at: string | null, isNow: boolean, isWaiting = false): Stage {
  return { name, at, state: at !== null ? 'done' : isNow ? 'now' : isWaiting ? 'waits' : 'next' };
}

function last(steps: Step[], events: string[]): Step | null {
  return steps.filter((one) => events.includes(one.event)).at(-1) ?? null;
}

function atOf(step: Step | null): string | null {
  return step?.at ?? null;
}
