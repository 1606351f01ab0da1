/** What is held of a person on this device until the tab is closed, and whose it is. */

import { forgetChoice } from './code/kept-choice.ts';
import { forgetShown } from './code/shown-codes.ts';
import { forgetDrafts } from './drafts.ts';
import { forgetFiles } from './records/chosen-files.ts';

const KEPT_AS = 'whose';

/** Tell whether somebody's is held here who has not signed out: their sign-in has run out. */
export function isHeld(): boolean {
  return sessionStorage.getItem(KEPT_AS) !== null;
}

/** Go on as this citizen; what is held of another is dropped first. */
export function holdFor(citizenId: string): void {
  const whose = sessionStorage.getItem(KEPT_AS);
  if (whose !== null && whose !== citizenId) {
    forgetHeld();
    forgetChoice();
  }
  sessionStorage.setItem(KEPT_AS, citizenId);
}

/** Make ready for a sign-in: what nobody's name stands on may be another's. */
export function clearUnclaimed(): void {
  if (!isHeld()) forgetHeld();
}

export function forgetHeld(): void {
  sessionStorage.removeItem(KEPT_AS);
  forgetDrafts();
  forgetFiles();
  forgetShown();
}
