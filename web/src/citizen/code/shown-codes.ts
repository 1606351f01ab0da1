/** The codes that were put on the screen and may still be good, kept until the browser's tab is closed. */

import { LEEWAY_SECONDS } from '../../certificate/leeway.ts';
import { serviceTime } from '../../ground/clock.ts';
import type { Certificate, Wish } from './certificate-calls.ts';

/** A code, and when it was shown by the phone's clock in milliseconds. */
export interface ShownCode {
  certificate: Certificate;
  at: number;
}

/** What was asked for, and the codes that came of it, newest first. */
export interface Shown {
  wish: Wish;
  codes: ShownCode[];
}

const KEPT_AS = 'shown';

export function keepShown(shown: Shown): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(shown));
}

export function forgetShown(): void {
  sessionStorage.removeItem(KEPT_AS);
}

/** Return what was shown if its newest code is still good; else there is nothing to show. */
export function findShown(): Shown | null {
  const kept = sessionStorage.getItem(KEPT_AS);
  if (kept === null) return null;
  const shown = JSON.parse(kept) as Shown;
  const [newest] = shown.codes;
  return newest && secondsLeft(newest.certificate) > 0 ? shown : null;
}

/** Return how many whole seconds a code is good for, 0 once it is over. */
export function secondsLeft({ expires_at: end }: Certificate): number {
  return Math.max(0, Math.round((Date.parse(end) - serviceTime()) / 1000));
}

/** Return when, in milliseconds, nobody takes the code any more, not even by a clock that goes wrong. */
export function surelyOverAt({ expires_at: end }: Certificate): number {
  return Date.parse(end) + LEEWAY_SECONDS * 1000;
}
