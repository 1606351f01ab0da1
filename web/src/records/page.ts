/** The citizen's records page: sign in, then whatever the address names. */

import '../page/look.css';
import '../code/look.css';
import './look.css';
import { whoAmI, type Person } from '../code/citizen-api.ts';
import { askForIdentity } from '../code/identity.ts';
import { SignedOut, isSignedIn, signIn, signOut } from '../code/session.ts';
import { signInForm } from '../code/sign-in.ts';
import { show, showAnew, submit } from '../code/stage.ts';
import { problem } from '../code/texts.ts';
import { cityDay, serviceTime } from '../ground/clock.ts';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { markDemo } from '../page/demo-mark.ts';
import { button, byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { caseView } from './case.ts';
import { casesView } from './cases.ts';
import { consentView } from './consent.ts';
import { disputeCheck, disputeForm } from './dispute.ts';
import { forgetDrafts } from './drafts.ts';
import { forgetFiles } from './files.ts';
import { messagesView } from './messages.ts';
import { overview } from './overview.ts';
import { hasMoved, refusalInWords } from './refusals.ts';
import { repairView } from './repair.ts';
import { OVERVIEW, routeOf, takeSignInCode, type Route } from './route.ts';
import type { Desk } from './views.ts';

const SLOW_MS = 400;

const terms = fetchKept(TERMS_PATH).then((kept) => kept && (JSON.parse(kept.body) as Terms));
let isProven = false;
let screens = 0;

function arrive(fault: string | null = null): void {
  screens += 1;
  isProven = false;
  const isDemo = terms.then((told) => told?.is_demo === true);
  const about = {
    title: pick('我的信用记录', 'My credit records'),
    words: pick('查看自己的信用状况和每条记录，提出异议、申请修复，都不收费。在微信小程序里打开本页，会自动登录。', 'See your own status and every record, dispute one, apply for repair, all free of charge. Opened in the WeChat mini-program, this page signs in by itself.'),
  };
  const form = signInForm(isDemo, goOn, (error) => arrive(refusalInWords(error)), about);
  show(() => arrive(fault), [form, ...(fault === null ? [] : [problem(fault)])], [submit(pick('登录', 'Sign in'), 'sign-in')]);
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
    const parts = await viewOf(routeOf(location.hash));
    if (screen === screens) put(parts, told, isFault);
  } catch (error) {
    if (screen === screens) fail(error);
  } finally {
    clearTimeout(slow);
  }
}

function viewOf(route: Route): Promise<Node[]> {
  const desk: Desk = { today: cityDay(serviceTime()), goOn, wordsOf: wordsOfSending };
  switch (route.view) {
    case 'dispute':
      return disputeForm(route.record);
    case 'dispute-check':
      return disputeCheck(route.record, desk);
    case 'repair':
      return repairView(route.record, desk);
    case 'cases':
      return casesView(desk);
    case 'case':
      return caseView(route.number, desk);
    case 'messages':
      return messagesView();
    case 'consent':
      return consentView(desk);
    case 'overview':
      return overview();
  }
}

function put(parts: Node[], told = '', isFault = false): void {
  const line = element('p', { className: isFault ? 'problem' : 'told', textContent: told, hidden: told === '', attributes: { role: isFault ? 'alert' : 'status' } });
  show(() => goOn(), [line, ...parts]);
  scrollTo(0, 0);
}

function askForName(): void {
  const why = (): string => pick('看自己的记录，要先核实一次姓名和身份证号。它们只发给服务核验，不存在这部手机里。', 'To see your records, prove your name once. What you enter goes to the service to be checked, and is not kept on this phone.');
  const attempt = async (_again: unknown, act: () => Promise<void>): Promise<void> => act().catch(fail);
  askForIdentity({ attempt, choose: goOn }, (_person: Person) => goOn(), why);
}

function fail(error: unknown): void {
  const words = wordsOf(error);
  if (words === null) return;
  put([
    element('h1', { textContent: pick('没有打开', 'It did not open') }),
    problem(words),
    element('div', { className: 'actions' }, button(pick('再试一次', 'Try again'), 'main', () => goOn()), element('a', { className: 'act', href: OVERVIEW, textContent: pick('回到首页', 'To the first page') })),
  ]);
}

/** As below; what stands otherwise than it was shown is shown anew, with the words above it. */
function wordsOfSending(error: unknown): string | null {
  const words = wordsOf(error);
  if (words === null || !hasMoved(error)) return words;
  void goOn(words, true);
  return null;
}

/** Return the words of a refusal, or null once the sign-in is on the screen in its place. */
function wordsOf(error: unknown): string | null {
  if (!(error instanceof SignedOut)) return refusalInWords(error);
  arrive(pick('登录已过期，请重新登录；填写的内容还在。', 'Your sign-in is over; please sign in again. What you entered is still here.'));
  return null;
}

async function leave(): Promise<void> {
  forgetDrafts();
  forgetFiles();
  await signOut().catch(() => undefined);
  history.replaceState(null, '', location.pathname);
  arrive();
}

async function start(): Promise<void> {
  const nameSignOut = (): string => (byId('sign-out').textContent = pick('退出', 'Sign out'));
  offerLanguages(byId('language'), () => {
    nameSignOut();
    showAnew();
  });
  nameSignOut();
  byId('sign-out').onclick = () => void leave();
  addEventListener('hashchange', () => void goOn());
  // A page that comes back out of the browser's memory would show records after signing out.
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

void start();
