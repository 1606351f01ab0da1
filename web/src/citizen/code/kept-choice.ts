/** What the person chose last, for the screen and for paper, kept on their device; before that nothing is chosen. */

import type { Wish } from './certificate-calls.ts';

export type Choice = Pick<Wish, 'claims' | 'perk'>;
/** What stands on paper can be read by whoever finds it: it is chosen for itself. */
export type Use = 'screen' | 'paper';

const KEPT_AS: Readonly<Record<Use, string>> = { screen: 'ticked', paper: 'ticked-for-paper' };

export function keptChoice(use: Use): Choice {
  const kept = localStorage.getItem(KEPT_AS[use]);
  return kept === null ? { claims: [], perk: null } : (JSON.parse(kept) as Choice);
}

export function keepChoice(use: Use, { claims, perk }: Choice): void {
  localStorage.setItem(KEPT_AS[use], JSON.stringify({ claims, perk } satisfies Choice));
}

/** Forget it with a sign-out: the next to sign in may be somebody else. */
export function forgetChoice(): void {
  for (const name of Object.values(KEPT_AS)) localStorage.removeItem(name);
}
