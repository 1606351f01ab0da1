/** What becomes of a pairing code. */

import type { Keys } from './key-calls.ts';

export type Became = 'waits' | 'has-come' | 'withdrawn';

/** Return what became of a code, by the keys of the shop before it was made and by how things stand `now`. */
export function becameOf(codeId: string, keysBefore: readonly string[], now: Named<Keys>): Became {
  if (now.invitations.some(({ id }) => id === codeId)) return 'waits';
  return now.keys.some(({ id }) => !keysBefore.includes(id)) ? 'has-come' : 'withdrawn';
}

/** The lists, as far as their entries' ids go. */
type Named<T> = { [list in keyof T]: readonly { id: string }[] };
