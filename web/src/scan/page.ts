/** The merchants' scan page. */

import '../page/look.css';
import './look.css';
import { Problem, Unreachable } from '../api/failures.ts';
import { loadGround, loadLists, type Ground } from '../ground/ground.ts';
import { keepPage } from '../ground/shell.ts';
import { markDemo } from '../page/demo-mark.ts';
import { button, byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { qrElement } from '../page/qr.ts';
import { drawCard, type Card } from '../page/verdict-card.ts';
import { stayAwake } from '../page/wake-lock.ts';
import { CameraFaulty } from './camera.ts';
import { deliver } from './delivery.ts';
import { device } from './device.ts';
import { Finder } from './finder.ts';
import { MerchantApi, type Challenge } from './merchant-api.ts';
import { signal } from './signal.ts';
import { scan } from './till.ts';
import { cameraFault, keyForm, pasteForm, today } from './till-views.ts';

const AGAIN_MS = 30_000, PREPARE_AGAIN_MS = 10 * 60_000;
const UNAUTHENTICATED = 401;

const finder = new Finder();
let ground: Promise<Ground | null> | null = null;
let asked: Challenge | null = null;
let redraw: () => unknown = () => undefined;

function show(parts: Node[], actions: Node[]): void {
  byId('view').replaceChildren(...parts);
  byId('actions').replaceChildren(...actions);
  showStatus();
}

function showStatus(): void {
  const waiting = device.queue().length, done = device.scansOfToday(Date.now());
  const network = navigator.onLine ? pick('在线', 'online') : pick('离线', 'offline');
  byId('status').textContent = pick(`${network} · 今天 ${done} 次 · 待补报 ${waiting} 条`, `${network} · ${done} today · ${waiting} to report`);
  byId('shop').textContent = device.merchant()?.name ?? pick('市民诚信卡', 'Citizen integrity card');
}

function askForKey(fault: string | null = null): void {
  finder.close();
  redraw = () => askForKey(fault);
  const submit = element('button', { type: 'submit', className: 'main', textContent: pick('保存并开始', 'Save and begin'), attributes: { form: 'key-form' } });
  show([keyForm(fault, enterKey)], [submit]);
}

async function enterKey(apiKey: string): Promise<void> {
  try {
    device.remember(apiKey, await new MerchantApi(apiKey).whoAmI());
    await look();
  } catch (error) {
    askForKey(error instanceof Unreachable ? pick('连不上服务，请联网后再试。', 'The service cannot be reached; try again with a network.') : wordsOf(error));
  }
}

/** Look through the camera for a code. */
async function look(): Promise<void> {
  redraw = look;
  const paste = element('details', {}, element('summary', { textContent: pick('不用相机', 'Without the camera') }), pasteForm(found));
  show([askedNote(), paste, today(forget)], [button(askWords(), 'other', ask)]);
  void stayAwake();
  try {
    const text = await finder.find();
    if (text !== null) await found(text);
  } catch (error) {
    finder.close();
    show([cameraFault(error instanceof CameraFaulty ? error.fault : 'unread'), pasteForm(found), today(forget)], [button(askWords(), 'other', ask), button(pick('打开相机', 'Open the camera'), 'main', look)]);
  }
}

async function found(text: string): Promise<void> {
  const api = new MerchantApi(device.apiKey() ?? '');
  finder.pause(text);
  redraw = () => undefined;
  show([element('p', { className: 'status', textContent: pick('正在核验…', 'Verifying…') })], []);
  try {
    const card = await scan(text, asked?.challenge ?? null, api, await ground);
    if (card.tone === 'good' || card.tone === 'caution') asked = null;
    signal(card.tone);
    answer(card);
    void report();
  } catch (error) {
    if (error instanceof Problem && error.status === UNAUTHENTICATED) return askForKey(error.message);
    answer({ tone: 'unknown', word: pick('无法确认', 'Cannot be confirmed'), notes: [wordsOf(error)], claims: [] });
  }
}

function answer(card: Card): void {
  redraw = () => answer(card);
  const again = button(pick('继续扫码', 'Scan the next'), 'main', () => {
    finder.resumeAfterAnswer();
    void look();
  });
  show([drawCard(card)], [again]);
  again.focus();
}

/** Ask for a certificate that answers this shop and this moment alone. */
async function ask(): Promise<void> {
  finder.close();
  try {
    asked = await new MerchantApi(device.apiKey() ?? '').makeChallenge();
    showAsked(asked);
  } catch (error) {
    const words = error instanceof Unreachable ? pick('询问码要联网才能生成。', 'Asking needs a network.') : wordsOf(error);
    redraw = look;
    show([element('p', { className: 'problem', textContent: words, attributes: { role: 'alert' } })], [backButton()]);
  }
}

/** Show what the citizen scans with their own phone. */
function showAsked(challenge: Challenge): void {
  redraw = () => showAsked(challenge);
  const words = pick('请对方用手机扫这个码，再出示给本店', 'Ask the person to scan this, then to show the code to you');
  show([element('h1', { textContent: words }), qrElement(challenge.url, words)], [backButton(), button(pick('扫对方的码', 'Scan their code'), 'main', look)]);
}

/** Return what takes the asking back. */
function backButton(): HTMLElement {
  return button(pick('返回', 'Back'), 'other', () => {
    asked = null;
    void look();
  });
}

function askWords(): string {
  return pick('请对方出示给本店', 'Ask for one for this shop');
}

function askedNote(): HTMLElement {
  const words = pick('正在等对方对这次询问的回应。', 'Waiting for the answer to what was asked.');
  return element('p', { textContent: words, hidden: asked === null });
}

function forget(): void {
  device.forget();
  askForKey();
}

/** Tell of what was scanned with no network, if there is one now. */
async function report(): Promise<void> {
  const apiKey = device.apiKey();
  if (apiKey === null || !navigator.onLine || device.queue().length === 0) return showStatus();
  try {
    for (const { outcome, message } of await deliver(new MerchantApi(apiKey))) {
      const isAsHoped = outcome === 'offline';
      device.log({ at: Date.now(), tone: isAsHoped ? 'good' : 'caution', word: message, isReport: true });
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  showStatus();
}

function wordsOf(error: unknown): string {
  return error instanceof Problem ? error.message : String(error);
}

/** Get what the time without a network needs, or what is kept of it; until it is there, the last holds. */
async function prepare(): Promise<void> {
  const loading = loadGround();
  ground ??= loading;
  const got = await loading;
  markDemo(got?.terms);
  if (got) await loadLists(got);
  ground = loading;
  await keepPage('scan');
}

function start(): void {
  offerLanguages(byId('language'), () => redraw());
  addEventListener('online', () => void prepare().then(report));
  addEventListener('offline', showStatus);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') finder.close();
    else if (redraw === look) void look();
  });
  setInterval(() => void report(), AGAIN_MS);
  // A till is open all day: when the network goes, what it rests on shall be of today.
  setInterval(() => void (navigator.onLine && prepare()), PREPARE_AGAIN_MS);
  void prepare().then(report);
  if (device.apiKey() === null) askForKey();
  else void look();
}

start();
