/** 授权管理: every purpose in its full wording; given or taken back with one press each. */

import { giveConsent, listConsents, withdrawConsent, type Consent } from '../code/citizen-api.ts';
import { consentTerms } from '../code/texts.ts';
import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { minuteInWords } from '../page/moments.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { isForAdults } from './adults.ts';
import { endedInWords, type Held } from './ending.ts';
import { listCards, listGrants, readMe, type Me } from './mine-api.ts';
import { namesOfPerks } from './perk-names.ts';
import { pressing } from './pressing.ts';
import { HISTORY, HOME } from './route.ts';

export async function consentsView(desk: Desk): Promise<Node[]> {
  const [me, consents] = await Promise.all([readMe(), listConsents()]);
  return [
    backTo(HOME),
    element('h1', { textContent: pick('授权管理', 'Consents') }),
    element('p', { textContent: pick('一项一项由你决定，同意和撤回都是点一下，马上生效。不同意不影响任何基本服务。', 'Each is yours to decide; to give or to withdraw it takes one press and works at once. No basic service depends on it.') }),
    me.message === null ? null : element('p', { className: 'asked', textContent: me.message }),
    ...consents.map((one) => consentSection(one, me, desk)),
    act(pick('同意和撤回的历史', 'What was given and withdrawn, and when'), HISTORY),
  ].filter((part) => part !== null);
}

function consentSection(consent: Consent, me: Me, desk: Desk): HTMLElement {
  const { id, title, wording, granted_at: at, outdated } = consent;
  const isGiven = at !== null || outdated;
  const acts = element('div', { className: 'acts' }, ...actsFor(consent, me, desk));
  const part = section(
    title,
    element('p', { className: `part ${at === null ? 'none' : 'good'}` }, element('strong', { textContent: stateInWords(consent) }), element('span', { className: 'note', textContent: pick(`说明第 ${consent.version} 版`, `Wording, version ${consent.version}`) })),
    element('p', { textContent: wording }),
    element('details', { open: !isGiven && !isOutOfReach(consent, me) }, element('summary', { textContent: pick('读取什么、给谁、保存多久、怎么撤回', 'What is read, who receives it, how long, how to withdraw') }), consentTerms(consent)),
    isGiven ? element('p', { className: 'note', textContent: consent.how_to_withdraw }) : null,
    acts,
  );
  part.id = `consent-${id}`;
  part.ariaLabel = title;
  return part;
}

function stateInWords({ granted_at: at, outdated }: Consent): string {
  if (at !== null) return pick(`已同意（${minuteInWords(at)}）`, `Given (${minuteInWords(at)})`);
  return outdated ? pick('说明已更新，原来的同意不再有效', 'The wording has changed: what you gave no longer holds') : pick('没有同意', 'Not given');
}

function isOutOfReach({ id }: Consent, { adult }: Me): boolean {
  return adult === false && isForAdults(id);
}

function actsFor(consent: Consent, me: Me, desk: Desk): HTMLElement[] {
  const { id, title, granted_at: at, outdated } = consent;
  const give = async (): Promise<void> => {
    await giveConsent(consent);
    await desk.goOn(pick(`已同意：${title}。随时可以在这里撤回。`, `Given: ${title}. You can withdraw it here at any time.`));
  };
  const take = async (): Promise<void> => desk.goOn(await withdraw(id, title));
  if (isOutOfReach(consent, me) && at === null && !outdated) return [element('span', { className: 'note', textContent: pick('这一项面向年满 18 周岁的成年人。', 'This one is for adults of 18 and over.') })];
  return [
    at === null ? pressing(pick('同意', 'I agree'), 'other', desk, give, title) : null,
    at !== null || outdated ? pressing(pick('撤回', 'Withdraw'), 'other', desk, take, title) : null,
  ].filter((one) => one !== null);
}

/** Take a consent back; return what followed, in words. */
async function withdraw(purpose: string, title: string): Promise<string> {
  const before = await readHeld();
  await withdrawConsent(purpose);
  const done = pick(`已撤回：${title}，马上生效。`, `Withdrawn: ${title}, at once.`);
  const [after, names] = await Promise.all([readHeld(), namesOfPerks()]);
  return [done, ...endedInWords(before, after, names)].join('\n');
}

async function readHeld(): Promise<Held> {
  const [cards, grants] = await Promise.all([listCards(), listGrants()]);
  return { cards, grants };
}
