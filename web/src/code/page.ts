/** The citizen's page: sign in, choose, see what the merchant will see; then `present.ts` shows the code. */

import '../page/look.css';
import './look.css';
import { Unreachable } from '../api/failures.ts';
import { fetchKept } from '../ground/kept.ts';
import { keepPage } from '../ground/shell.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { markDemo } from '../page/demo-mark.ts';
import { button, byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { askedPart } from './asking.ts';
import { choiceForm } from './choice.ts';
import { giveConsent, listConsents, previewOf, whoAmI, type Person, type Preview, type Wish } from './citizen-api.ts';
import { openConsents } from './consents.ts';
import { askForIdentity, showMinor } from './identity.ts';
import { mailButton } from './inbox.ts';
import { forgetChoice } from './kept-choice.ts';
import { challenge, dropChallenge, keepAsker, takeOpening } from './opening.ts';
import { leaveCode, present } from './present.ts';
import { mayPass, missingConsent, refusalInWords } from './refusals.ts';
import { SignedOut } from '../api/failures.ts';
import { isSignedIn, signIn, signOut } from './session.ts';
import { findShown, forgetShown } from './shown-codes.ts';
import { signInForm } from './sign-in.ts';
import { isOn, show, showAnew, submit, type Way } from './stage.ts';
import { consentPart, previewPart, problem } from './texts.ts';

const way: Way = { attempt, choose };
const terms = fetchKept(TERMS_PATH).then((kept) => kept && (JSON.parse(kept.body) as Terms));

function arrive(fault: string | null = null): void {
  const isDemo = terms.then((told) => told?.is_demo === true);
  const form = signInForm(isDemo, enter, (error) => fail(error, arrive));
  show(() => arrive(fault), [form, ...(fault === null ? [] : [problem(fault)])], [submit(pick('登录', 'Sign in'), 'sign-in')]);
}

/** Sign in with the code that the mini-program gave. */
async function enterWith(wechatCode: string): Promise<void> {
  // It may be another's: what was shown here before is not theirs.
  forgetShown();
  try {
    await signIn(wechatCode);
  } catch (error) {
    return arrive(refusalInWords(error) ?? String(error));
  }
  await enter();
}

/** Let those go on to choose who can have a certificate at all. */
async function enter(): Promise<void> {
  await attempt(enter, async () => {
    try {
      await welcome(await whoAmI());
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      waitForNetwork();
    }
  });
}

async function welcome(person: Person): Promise<void> {
  if (!person.verified) return askForIdentity(way, welcome);
  if (person.adult === false) return showMinor(person, leave);
  await choose();
}

function waitForNetwork(): void {
  const words = pick('每张码只有 60 秒有效，要联网才能生成。联网后本页会自动继续。', 'A code is good for 60 seconds and is made with a network. The page goes on by itself once there is one.');
  show(waitForNetwork, [element('h1', { textContent: pick('出码需要联网', 'A code needs a network') }), element('p', { textContent: words })], [
    button(pick('再试一次', 'Try again'), 'main', enter),
  ]);
}

async function choose(): Promise<void> {
  const asked = challenge();
  const perks = (await terms)?.perks ?? [];
  const [form, ...below] = choiceForm(perks, asked, asked === null ? null : askedPart(asked), preview);
  const rooms = element('nav', { className: 'rooms' }, mailButton(way, choose), button(pick('授权管理', 'Consents'), 'quiet', () => openConsents(way, choose)), pageLink('/records', pick('我的记录', 'My records')), pageLink('/mine', pick('我的', 'Mine')));
  show(choose, [form!], [...below, rooms]);
}

function pageLink(href: string, textContent: string): HTMLElement {
  return element('a', { href, className: 'room', textContent });
}

async function preview(wish: Wish): Promise<void> {
  await attempt(() => preview(wish), async () => showPreview(wish, await previewOf(wish)));
}

function showPreview(wish: Wish, seen: Preview): void {
  if (seen.merchant) keepAsker(seen.merchant.name);
  show(() => preview(wish), previewPart(seen), [
    button(pick('生成并出示', 'Make it and show it'), 'main', () => present(way, wish)),
    button(pick('改一改', 'Change it'), 'other', choose),
  ]);
}

async function attempt(again: () => unknown, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    await fail(error, again);
  }
}

async function fail(error: unknown, again: () => unknown): Promise<void> {
  if (error instanceof SignedOut) return arrive(pick('登录已过期，请重新登录。', 'Your sign-in is over; please sign in again.'));
  const purpose = missingConsent(error);
  if (purpose !== null) return attempt(again, () => askForConsent(purpose, again));
  show(() => fail(error, again), [problem(refusalInWords(error) ?? String(error))], [
    ...(mayPass(error) ? [button(pick('再试一次', 'Try again'), 'main', again)] : []),
    button(pick('返回', 'Back'), 'other', choose),
  ]);
}

async function askForConsent(purpose: string, again: () => unknown): Promise<void> {
  const consent = (await listConsents()).find((one) => one.id === purpose);
  if (consent === undefined) throw new Error(`no purpose ${purpose}`);
  show(() => attempt(again, () => askForConsent(purpose, again)), consentPart(consent), [
    button(pick('同意', 'I agree'), 'main', () => attempt(again, async () => void (await giveConsent(consent), await again()))),
    button(pick('不同意', 'I do not agree'), 'other', choose),
  ]);
}

async function leave(): Promise<void> {
  await leaveCode();
  await signOut().catch(() => undefined);
  dropChallenge();
  forgetChoice();
  arrive();
}

/** Go on where the citizen was: with a code that is still good, also without a network. */
async function resume(): Promise<void> {
  const shown = findShown();
  if (shown) await present(way, shown.wish, shown.codes);
  else await enter();
}

function nameSignOut(): void {
  byId('sign-out').textContent = pick('退出', 'Sign out');
}

async function start(): Promise<void> {
  offerLanguages(byId('language'), () => {
    nameSignOut();
    showAnew();
  });
  nameSignOut();
  byId('sign-out').onclick = () => void leave();
  const { wechatCode } = takeOpening();
  addEventListener('hashchange', () => location.reload());
  // A page that comes back out of the browser's memory would show a code that ended when it was left.
  addEventListener('pageshow', ({ persisted }) => void (persisted && location.reload()));
  addEventListener('online', () => void (isOn(waitForNetwork) && enter()));
  void terms.then(markDemo);
  void keepPage('code');
  if (wechatCode !== null) await enterWith(wechatCode);
  else if (isSignedIn()) await resume();
  else arrive();
}

void start();
