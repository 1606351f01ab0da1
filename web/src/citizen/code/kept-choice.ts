/** What the person chose to show last, kept on their device; before that nothing is chosen. */

import type { Wish } from './certificate-calls.ts';

export type Choice = Pick<Wish, 'claims' | 'perk'>;

const KEPT_AS = 'ticked';

export function keptChoice(): Choice {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === null ? { claims: [], perk: null } : (JSON.parse(kept) as Choice);
}

export function keepChoice({ claims, perk }: Choice): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ claims, perk } satisfies Choice));
}

/** Forget it with a sign-out: the next to sign in may be somebody else. */
export function forgetChoice(): void {
  localStorage.removeItem(KEPT_AS);
}
