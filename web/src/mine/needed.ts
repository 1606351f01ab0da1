/** Asks in place for a consent that is needed, before anything is entered. */

import { giveConsent, listConsents, type Consent } from '../code/citizen-api.ts';
import { consentPart } from '../code/texts.ts';
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
  return [backTo(back), ...consentPart(consent), answers(consent, back, desk)];
}

async function messageToMinor(): Promise<string | null> {
  const { adult, message } = await readMe();
  return adult === false ? message : null;
}

function answers(consent: Consent, back: string, desk: Desk): HTMLElement {
  const give = async (): Promise<void> => {
    await giveConsent(consent);
    await desk.goOn(pick(`已同意：${consent.title}。随时可以在“授权管理”撤回。`, `Given: ${consent.title}. You can withdraw it at any time under Consents.`));
  };
  return element('div', { className: 'actions' }, pressing(pick('同意', 'I agree'), 'main', desk, give), act(pick('不同意', 'I do not agree'), back));
}
