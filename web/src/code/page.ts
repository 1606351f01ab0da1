/** The citizen's page: choose, see what the merchant will see, show it, and see who scanned it. */

import '../page/look.css';
import './look.css';
import { Problem, Unreachable } from '../api/call.ts';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { button, byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { SHAPES } from '../page/tone.ts';
import { choiceForm } from './choice.ts';
import { consentFor, giveConsent, previewOf, type Preview, type Verification, type Wish } from './citizen-api.ts';
import { challenge, dropChallenge, takeOpening } from './opening.ts';
import { isSignedIn, SignedOut, signIn, signOut } from './session.ts';
import { Showing } from './showing.ts';
import { consentPart, previewPart, problem, signInForm } from './texts.ts';

const CONSENT_MISSING = '/problems/consent-required/';

let redraw: () => unknown = () => undefined;

function show(parts: Node[], actions: Node[] = []): void {
  byId('view').replaceChildren(...parts, element('div', { className: 'actions' }, ...actions));
  byId('sign-out').hidden = !isSignedIn();
  // What is new begins at the top, for the eye and for a screen reader.
  byId('view').focus();
}

function submit(words: string, form: string): HTMLElement {
  return element('button', { type: 'submit', className: 'main', textContent: words, attributes: { form } });
}

function arrive(fault: string | null = null): void {
  redraw = () => arrive(fault);
  show([signInForm(fault, enter)], [submit(pick('登录', 'Sign in'), 'sign-in')]);
}

async function enter(wechatCode: string): Promise<void> {
  try {
    await signIn(wechatCode);
    await choose();
  } catch (error) {
    arrive(wordsOf(error));
  }
}

async function choose(): Promise<void> {
  redraw = choose;
  const terms = await fetchKept(TERMS_PATH);
  const perks = terms ? (JSON.parse(terms.body) as Terms).perks : [];
  show([choiceForm(perks, challenge(), preview)], [submit(pick('看看对方会看到什么', 'See what they will see'), 'choice')]);
}

async function preview(wish: Wish): Promise<void> {
  await attempt(() => preview(wish), async () => showPreview(wish, await previewOf(wish)));
}

function showPreview(wish: Wish, seen: Preview): void {
  redraw = () => preview(wish);
  show(previewPart(seen), [
    button(pick('生成并出示', 'Make it and show it'), 'main', () => present(wish)),
    button(pick('改一改', 'Change it'), 'other', choose),
  ]);
}

async function present(wish: Wish): Promise<void> {
  const showing = new Showing(wish, (scan) => showScan(scan, showing, wish), (error) => void fail(error, () => present(wish)));
  const leave = (): void => {
    showing.stop();
    void choose();
  };
  await attempt(() => present(wish), async () => {
    await showing.start();
    redraw = () => undefined;
    show([showing.view], [
      button(pick('作废这张码', 'End this code'), 'other', () => attempt(choose, () => end(showing))),
      button(pick('改内容', 'Change what it says'), 'quiet', leave),
    ]);
  });
}

async function end(showing: Showing): Promise<void> {
  await showing.revoke();
  const words = pick('码已作废，谁扫都不再有效。', 'The code is ended, whoever scans it.');
  show([element('h1', { textContent: words })], [button(pick('再出示一张', 'Show another'), 'main', choose)]);
}

/** Say who has scanned the code, and what they learned: a code that was used shows nothing any more. */
function showScan({ merchant, outcome, disclosed }: Verification, showing: Showing, wish: Wish): void {
  showing.stop();
  const isGood = outcome === 'valid' || outcome === 'offline';
  const learned = isGood ? pick(`对方看到了 ${disclosed.length} 项内容。`, `They saw ${disclosed.length} item(s).`) : pick('对方没有看到内容。', 'They saw nothing of it.');
  redraw = () => showScan({ merchant, outcome, disclosed } as Verification, showing, wish);
  dropChallenge();
  show(
    [
      element('h1', { id: 'scanned' }, element('span', { textContent: `${isGood ? SHAPES.good : SHAPES.bad} `, ariaHidden: 'true' }), pick(`“${merchant}”刚刚核验了你的码`, `“${merchant}” has just scanned your code`)),
      element('p', { textContent: learned }),
      element('p', { textContent: pick('这次核验已记入你的查询记录。', 'The scan is in your access log.') }),
    ],
    [button(pick('再出示一张', 'Show another'), 'main', choose)],
  );
}

/** Do something that the service may refuse; `again` repeats it once the reason is out of the way. */
async function attempt(again: () => unknown, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    await fail(error, again);
  }
}

async function fail(error: unknown, again: () => unknown): Promise<void> {
  if (error instanceof SignedOut) return arrive(pick('登录已过期，请重新登录。', 'Your sign-in is over; please sign in again.'));
  if (error instanceof Problem && error.type.startsWith(CONSENT_MISSING)) {
    return attempt(again, () => askForConsent(error.type.slice(CONSENT_MISSING.length), again));
  }
  redraw = () => fail(error, again);
  show([problem(wordsOf(error))], [button(pick('再试一次', 'Try again'), 'main', again), button(pick('返回', 'Back'), 'other', choose)]);
}

async function askForConsent(purpose: string, again: () => unknown): Promise<void> {
  const consent = await consentFor(decodeURIComponent(purpose));
  if (consent === undefined) throw new Error(`no purpose ${purpose}`);
  redraw = () => askForConsent(purpose, again);
  show(consentPart(consent), [
    button(pick('同意', 'I agree'), 'main', () => attempt(again, async () => void (await giveConsent(consent), await again()))),
    button(pick('不同意', 'I do not agree'), 'other', choose),
  ]);
}

function wordsOf(error: unknown): string {
  if (error instanceof Unreachable) return pick('连不上服务，请联网后再试。', 'The service cannot be reached; try again with a network.');
  return error instanceof Error ? error.message : String(error);
}

async function leave(): Promise<void> {
  await signOut().catch(() => undefined);
  dropChallenge();
  arrive();
}

async function start(): Promise<void> {
  offerLanguages(byId('language'), () => {
    byId('sign-out').textContent = pick('退出', 'Sign out');
    redraw();
  });
  byId('sign-out').textContent = pick('退出', 'Sign out');
  byId('sign-out').onclick = () => void leave();
  const { wechatCode } = takeOpening();
  addEventListener('hashchange', () => location.reload());
  if (wechatCode !== null) await enter(wechatCode);
  else if (isSignedIn()) await choose();
  else arrive();
}

void start();
