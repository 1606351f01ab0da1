/** The officers' desk: sign in, the queue, a case, the next step. */

import '../page/look.css';
import './look.css';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';
import { markDemo } from '../page/demo-mark.ts';
import { button, byId } from '../page/element.ts';
import { showPassword, showSignIn } from './account.ts';
import { showCase } from './case.ts';
import { getCase, signOut, whoAmI, type Case, type Officer } from './officer-api.ts';
import { forgetFilter, showQueue } from './queue.ts';
import { hasMoved, isSignedOut, refusalInWords } from './refusals.ts';
import { routeOf } from './route.ts';
import { fault, heading, show, takeScreen, tell } from './stage.ts';
import { atTheDesk } from './words.ts';

let officer: Officer | null = null;

function arrive(why: string | null = null): void {
  officer = null;
  byId('account').hidden = true;
  showSignIn(why, (signedIn, refusedBefore) => {
    greet(signedIn);
    if (refusedBefore > 0) tell(`上次登录之后，有 ${refusedBefore} 次失败的登录。如果不是你，请告知管理员。`);
    return goOn();
  });
}

function greet(signedIn: Officer): void {
  officer = signedIn;
  byId('who').textContent = signedIn.name;
  byId('account').hidden = false;
  tell('');
}

/** Show what the address names. */
async function goOn(): Promise<void> {
  if (officer === null) return arrive();
  const route = routeOf(location.hash);
  const isWanted = takeScreen();
  if (officer.must_change_password || route.view === 'password') {
    return showPassword(officer.must_change_password, passwordChanged, wordsOf);
  }
  await attempt(async () => {
    if (route.view === 'queue') return showQueue(isWanted, attempt, goOn);
    const seen = await getCase(route.number);
    if (isWanted()) showCase(seen, stepTaken, wordsOfStep);
  });
}

function stepTaken(after: Case): void {
  showCase(after, stepTaken, wordsOfStep);
  tell(`已办理：${atTheDesk(after.steps.at(-1)?.happened ?? after.state_text)}。`);
}

function passwordChanged(): Promise<void> {
  if (officer !== null) officer = { ...officer, must_change_password: false };
  if (location.hash === '#/password') history.replaceState(null, '', '#/');
  tell('密码已修改。');
  return goOn();
}

/** Do what the service may refuse; a refusal takes the place of the view. */
async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const words = wordsOf(error);
    if (words !== null) show(heading('没有办成'), fault(words), button('再试一次', 'main', goOn), button('返回待办', 'other', () => (location.hash = '#/')));
  }
}

/** Return the words of a refusal, or null once the sign-in is on the screen in its place. */
function wordsOf(error: unknown): string | null {
  if (!isSignedOut(error)) return refusalInWords(error);
  arrive('登录已失效，请重新登录；登录后回到刚才的页面。');
  return null;
}

/** As above; a case that has moved is shown as it stands now, with the words beside it. */
function wordsOfStep(error: unknown): string | null {
  const words = wordsOf(error);
  if (words === null || !hasMoved(error)) return words;
  void goOn().then(() => tell(words));
  return null;
}

async function leave(): Promise<void> {
  await signOut().catch(() => undefined);
  forgetFilter();
  history.replaceState(null, '', '#/');
  tell('');
  arrive();
}

async function start(): Promise<void> {
  byId('sign-out').onclick = () => void leave();
  addEventListener('hashchange', () => {
    tell('');
    void goOn();
  });
  // A page that comes back out of the browser's memory would show a case after signing out.
  addEventListener('pageshow', ({ persisted }) => void (persisted && location.reload()));
  void fetchKept(TERMS_PATH).then((kept) => markDemo(kept && (JSON.parse(kept.body) as Terms)));
  try {
    greet(await whoAmI());
  } catch (error) {
    return arrive(isSignedOut(error) ? null : refusalInWords(error));
  }
  await goOn();
}

void start();
