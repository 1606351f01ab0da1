/** One scan after the other: looking, asking the service, the answer, and on to the next. */

import { nextTick, onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { SignedOut } from '../api/failures.ts';
import { refusalInWords } from '../api/refusals.ts';
import type { Named } from '../ground/terms.ts';
import { pick } from '../page/language.ts';
import type { Card } from '../page/verdict-card.ts';
import { letSleep, stayAwake } from '../page/wake-lock.ts';
import { asked } from './asked.ts';
import { ground } from './basis.ts';
import { CameraFaulty, type CameraFault } from './camera.ts';
import { Finder } from './finder.ts';
import { verify } from './merchant-calls.ts';
import { isAskedAbout, perkToRedeem } from './redeemable.ts';
import { report } from './reporting.ts';
import { shop } from './shop.ts';
import { signal } from './signal.ts';
import { scan } from './till.ts';

/** `choosing`: the code can redeem a perk, and the shopkeeper says whether it shall. */
export type Step =
  | { name: 'looking' }
  | { name: 'no-picture'; fault: CameraFault }
  | { name: 'verifying' }
  | { name: 'choosing'; text: string; perk: Named }
  | { name: 'answer'; card: Card };

export interface Scanning {
  step: ShallowRef<Step>;
  finder: Finder;
  look(): Promise<void>;
  /** Go on after an answer or a choice: the code before the camera is not the next one. */
  next(): void;
  found(text: string): Promise<void>;
  check(text: string): Promise<void>;
  answer(card: Card): void;
}

/** Scan for as long as the screen is there and in view. */
export function useScanning(video: () => HTMLVideoElement): Scanning {
  const step = shallowRef<Step>({ name: 'looking' });
  const finder = new Finder(video);
  let isLeft = false;

  async function look(): Promise<void> {
    step.value = { name: 'looking' };
    await nextTick();
    if (isLeft) return;
    try {
      const text = await finder.find();
      if (text !== null) await found(text);
    } catch (error) {
      finder.close();
      step.value = { name: 'no-picture', fault: error instanceof CameraFaulty ? error.fault : 'unread' };
    }
  }

  async function found(text: string): Promise<void> {
    finder.pause(text);
    step.value = { name: 'verifying' };
    // Redeeming is the service's to do: without a network the code is verified alone.
    const perk = navigator.onLine ? await perkToRedeem(text, await ground()) : null;
    if (perk !== null && isAskedAbout(perk.id, shop.merchant?.id ?? '')) step.value = { name: 'choosing', text, perk };
    else await check(text);
  }

  async function check(text: string): Promise<void> {
    step.value = { name: 'verifying' };
    try {
      answer(await scan(text, asked.challenge?.challenge ?? null, { verify }, await ground()));
    } catch (error) {
      // Without its key the phone shows how to get one.
      if (error instanceof SignedOut) return;
      answer({ tone: 'unknown', word: pick('无法确认', 'Cannot be confirmed'), notes: [refusalInWords(error)], claims: [] });
    }
  }

  function answer(card: Card): void {
    if (card.tone === 'good' || card.tone === 'caution') asked.challenge = null;
    signal(card.tone);
    step.value = { name: 'answer', card };
    void report();
  }

  function next(): void {
    finder.resumeAfterAnswer();
    void look();
  }

  function followView(): void {
    if (document.visibilityState === 'hidden') finder.close();
    else if (step.value.name === 'looking') void look();
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', followView);
    void stayAwake();
    void look();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', followView);
    isLeft = true;
    finder.close();
    void letSleep();
  });
  return { step, finder, look, next, found, check, answer };
}
