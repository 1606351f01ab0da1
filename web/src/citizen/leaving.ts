/** Signing out: what is held of a person on this device goes with them. */

import { forgetChoice } from './code/kept-choice.ts';
import { dropChallenge } from './code/opening.ts';
import { forgetHeld } from './held.ts';
import { forgetPerson } from './person.ts';
import { signOut } from './session.ts';
import { tell } from './told.ts';

/** Sign out, here in any case; `words` say why, where it was not asked for. */
export async function leave(words = ''): Promise<void> {
  forgetPerson();
  forgetHeld();
  forgetChoice();
  dropChallenge();
  await signOut().catch(() => undefined);
  if (words) tell(words);
}
