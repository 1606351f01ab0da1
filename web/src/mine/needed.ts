/** Asks in place for a consent that is needed, before anything is entered. */

import { giveConsent, listConsents, type Consent } from '../code/citizen-api.ts';
import { consentPart, consentTerms } from '../code/texts.ts';
import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { backTo, type Desk } from '../room/views.ts';
import { isForAdults } from './adults.ts';
import { readMe } from './mine-api.ts';
import { pressing } from './pressing.ts';

/** Return what asks for the consent, or null where it is in force; `back` is where a refusal leads. */
export async function requireConsent(purpose: string, back: string, desk: Desk): Promise<Node[] | null> {
  const consent = (await listConsents()).find((one) => one.id === purpose);
  if (consent === undefined) throw new Error(`no purpose ${purpose}`);
  if (consent.granted_at !== null) return null;
  const minor = isForAdults(purpose) ? await messageToMinor() : null;
  if (minor !== null) return [backTo(back), element('h1', { textContent: consent.title }), element('p', { className: 'asked', textContent: minor })];
  const refuse = act(pick('不同意', 'I do not agree'), back);
  return [backTo(back), ...consentPart(consent), element('div', { className: 'actions' }, agreeing(consent, desk), refuse)];
}

/** Return a consent's terms and the button that gives it, to be opened in a view that works without it too. */
export async function askInside(purpose: string, desk: Desk): Promise<HTMLElement> {
  const consent = (await listConsents()).find((one) => one.id === purpose);
  if (consent === undefined) throw new Error(`no purpose ${purpose}`);
  return element('details', {}, element('summary', { textContent: pick('看说明，决定是否同意', 'Read what it is, then decide') }), element('p', { textContent: consent.wording }), consentTerms(consent), agreeing(consent, desk));
}

async function messageToMinor(): Promise<string | null> {
  const { adult, message } = await readMe();
  return adult === false ? message : null;
}

function agreeing(consent: Consent, desk: Desk): HTMLElement {
  const give = async (): Promise<void> => {
    await giveConsent(consent);
    await desk.goOn(pick(`已同意：${consent.title}。随时可以在“授权管理”撤回。`, `Given: ${consent.title}. You can withdraw it at any time under Consents.`));
  };
  return pressing(pick('同意', 'I agree'), 'main', desk, give);
}
