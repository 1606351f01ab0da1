/** What the first screen tells: each part by itself, so that one that is not to be had takes nothing from the others. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { SignedOut } from '../../api/failures.ts';
import { missingConsent } from '../../api/refusals.ts';
import { citizen } from '../session.ts';

export type Case = Shapes['CaseAnswer'];
type Status = Shapes['StatusAnswer'];

export interface Overview {
  status: Status | null;
  /** Why there is no status: no consent to it, or anything else. */
  withoutStatus: 'consent' | 'other' | null;
  unread: number;
  openCases: Case[];
  /** How many perks can be had now. */
  perks: number;
}

const OVER: readonly Case['state'][] = ['closed', 'upheld', 'partly', 'granted', 'refused', 'lapsed', 'withdrawn', 'not_accepted', 'rejected'];

/** Read everything at once; raises `SignedOut` alone. */
export async function readOverview(): Promise<Overview> {
  const [status, inbox, disputes, repairs, perks] = await Promise.allSettled([
    answerOf(citizen.GET('/api/v1/me/status')),
    answerOf(citizen.GET('/api/v1/me/inbox')),
    answerOf(citizen.GET('/api/v1/me/disputes')),
    answerOf(citizen.GET('/api/v1/me/repairs')),
    answerOf(citizen.GET('/api/v1/perks')),
  ]);
  for (const one of [status, inbox]) if (one.status === 'rejected' && one.reason instanceof SignedOut) throw one.reason;
  return {
    status: valueOf(status),
    withoutStatus: status.status === 'fulfilled' ? null : missingConsent(status.reason) ? 'consent' : 'other',
    unread: valueOf(inbox)?.unread ?? 0,
    openCases: stillOpen([...(valueOf(disputes)?.disputes ?? []), ...(valueOf(repairs)?.repairs ?? [])]),
    perks: (valueOf(perks)?.perks ?? []).filter((perk) => perk.state === 'can_have').length,
  };
}

/** Return the cases that somebody still has to do something for, the next to be due first. */
export function stillOpen(cases: Case[]): Case[] {
  const due = (one: Case): string => one.deadline?.due_on ?? '9999';
  return cases.filter((one) => !OVER.includes(one.state)).sort((a, b) => due(a).localeCompare(due(b)));
}

function valueOf<T>(settled: PromiseSettledResult<T>): T | null {
  return settled.status === 'fulfilled' ? settled.value : null;
}
