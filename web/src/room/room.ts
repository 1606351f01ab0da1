/** A page of several views for a citizen who has signed in and proven their name; the address names the view. */

import { giveConsent, listConsents, whoAmI } from '../code/citizen-api.ts';
import { askForIdentity } from '../code/identity.ts';
import { missingConsent } from '../code/refusals.ts';
import { SignedOut } from '../api/failures.ts';
import { isSignedIn, signIn, signOut } from '../code/session.ts';
import { signInForm, type About } from '../code/sign-in.ts';
import { show, showAnew, submit } from '../code/stage.ts';
import { consentPart, problem } from '../code/texts.ts';
import { cityDay, serviceTime } from '../ground/clock.ts';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { markDemo } from '../page/demo-mark.ts';
import { act, button, byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { forgetDrafts } from '../citizen/drafts.ts';
import { takeSignInCode } from './opening.ts';
import { hasMoved, refusalInWords } from './refusals.ts';
import type { Desk } from './views.ts';

/** What makes one such page different from another. */
export interface Room {
  /** What the sign-in says that the page is for. */
  about(): About;
  /** What the name is asked for. */
  whyName(): string;
  /** The address of the first view. */
  home: string;
  viewOf(desk: Desk): Promise<Node[]>;
  /** Drop what is held of somebody who signs out. */
  forget(): unknown;
}

const SLOW_MS = 400;

const terms = fetchKept(TERMS_PATH).then((kept) => kept && (JSON.parse(kept.body) as Terms));
let room: Room;
let isProven = false;
let screens = 0;

/** Open the page. */
export async function openRoom(opened: Room): Promise<void> {
  room = opened;
  const nameSignOut = (): string => (byId('sign-out').textContent = pick('退出', 'Sign out'));
  offerLanguages(byId('language'), () => {
    nameSignOut();
    showAnew();
  });
  nameSignOut();
  byId('sign-out').onclick = () => void leave();
  addEventListener('hashchange', () => void goOn());
  // A page that comes back out of the browser's memory would show what is one's own after signing out.
  addEventListener('pageshow', ({ persisted }) => void (persisted && location.reload()));
  void terms.then(markDemo);
  const code = takeSignInCode();
  try {
    if (code !== null) await signIn(code);
  } catch (error) {
    return arrive(refusalInWords(error));
  }
  await goOn();
}

/** Ask for the sign-in; `told` is what has just happened, or what has not. */
function arrive(told: string | null = null, isFault = true): void {
  screens += 1;
  isProven = false;
  const isDemo = terms.then((told) => told?.is_demo === true);
  const form = signInForm(isDemo, goOn, (error) => arrive(refusalInWords(error)), room.about());
  const line = told === null ? null : isFault ? problem(told) : element('p', { className: 'told', textContent: told, attributes: { role: 'status' } });
  show(() => arrive(told, isFault), [form, ...(line === null ? [] : [line])], [submit(pick('登录', 'Sign in'), 'sign-in')]);
}

/** Show what the address names, to a citizen who is signed in and has proven their name. */
async function goOn(told = '', isFault = false): Promise<void> {
  if (!isSignedIn()) return arrive();
  screens += 1;
  const screen = screens;
  const slow = self.setTimeout(() => screen === screens && put([element('p', { className: 'note', textContent: pick('正在读取…', 'One moment…'), attributes: { role: 'status' } })]), SLOW_MS);
  try {
    const person = isProven ? null : await whoAmI();
    if (screen !== screens) return;
    if (person?.verified === false) return askForName();
    isProven = true;
    const parts = await room.viewOf({ today: cityDay(serviceTime()), goOn, wordsOf: wordsOfSending, leave });
    if (screen === screens) put(parts, told, isFault);
  } catch (error) {
    if (screen === screens) fail(error);
  } finally {
    clearTimeout(slow);
  }
}

function put(parts: Node[], told = '', isFault = false): void {
  const line = element('p', { className: isFault ? 'problem' : 'told', textContent: told, hidden: told === '', attributes: { role: isFault ? 'alert' : 'status' } });
  show(() => goOn(), [line, ...parts]);
  scrollTo(0, 0);
}

function askForName(): void {
  const attempt = async (_again: unknown, prove: () => Promise<void>): Promise<void> => prove().catch(fail);
  askForIdentity({ attempt, choose: goOn }, () => goOn(), room.whyName);
}

/** Ask for a consent where it is needed, and go on there once it is given; `refuse` is what leads away. */
async function askForConsent(purpose: string, refuse: HTMLElement): Promise<void> {
  screens += 1;
  const screen = screens;
  try {
    const consent = (await listConsents()).find((one) => one.id === purpose);
    if (consent === undefined) throw new Error(`no purpose ${purpose}`);
    const given = async (): Promise<void> => {
      await giveConsent(consent);
      await goOn(pick('已同意，随时可以撤回。', 'Given; you can withdraw it at any time.'));
    };
    const agree = button(pick('同意', 'I agree'), 'main', () => given().catch(fail));
    if (screen === screens) put([...consentPart(consent), element('div', { className: 'actions' }, agree, refuse)]);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const purpose = missingConsent(error);
  if (purpose !== null) return void askForConsent(purpose, act(refusing(), room.home));
  const words = wordsOf(error);
  if (words === null) return;
  put([
    element('h1', { textContent: pick('没有打开', 'It did not open') }),
    problem(words),
    element('div', { className: 'actions' }, button(pick('再试一次', 'Try again'), 'main', () => goOn()), act(pick('回到首页', 'To the first page'), room.home)),
  ]);
}

/** As below; what stands otherwise than it was shown is shown anew, with the words above it. */
function wordsOfSending(error: unknown): string | null {
  const purpose = missingConsent(error);
  if (purpose !== null) {
    void askForConsent(purpose, button(refusing(), 'other', () => goOn()));
    return null;
  }
  const words = wordsOf(error);
  if (words === null || !hasMoved(error)) return words;
  void goOn(words, true);
  return null;
}

function refusing(): string {
  return pick('不同意', 'I do not agree');
}

/** Return the words of a refusal, or null once the sign-in is on the screen in its place. */
function wordsOf(error: unknown): string | null {
  if (!(error instanceof SignedOut)) return refusalInWords(error);
  arrive(pick('登录已过期，请重新登录；填写的内容还在。', 'Your sign-in is over; please sign in again. What you entered is still here.'));
  return null;
}

/** End the sign-in and drop what is held; `told` says why, where it was not asked for. */
async function leave(told: string | null = null): Promise<void> {
  forgetDrafts();
  room.forget();
  await signOut().catch(() => undefined);
  history.replaceState(null, '', location.pathname);
  arrive(told, false);
}
