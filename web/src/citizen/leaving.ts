/** Signing out: what is held of a person on this device goes with them. */

import { forgetChoice } from '../code/kept-choice.ts';
import { dropChallenge } from '../code/opening.ts';
import { forgetShown } from '../code/shown-codes.ts';
import { forgetDrafts } from './drafts.ts';
import { known } from './person.ts';
import { signOut } from './session.ts';
import { tell } from './told.ts';

/** Sign out, here in any case; `words` say why, where it was not asked for. */
export async function leave(words = ''): Promise<void> {
  forget();
  await signOut().catch(() => undefined);
  if (words) tell(words);
}

/** Drop what is held of whoever was here: the next may be somebody else. */
export function forget(): void {
  known.person = null;
  forgetDrafts();
  forgetShown();
  forgetChoice();
  dropChallenge();
}
