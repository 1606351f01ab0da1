/** The consent without which there is no status; the records are shown without it too. */

import { giveConsent, listConsents } from '../code/citizen-api.ts';
import { consentPart } from '../code/texts.ts';
import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { OVERVIEW } from './route.ts';
import { sending } from '../room/sending.ts';
import { backTo, type Desk } from '../room/views.ts';

const PURPOSE = 'status.evaluate';

export async function consentView(desk: Desk): Promise<Node[]> {
  const consent = (await listConsents()).find((one) => one.id === PURPOSE);
  if (consent === undefined) throw new Error(`no purpose ${PURPOSE}`);
  const form = element('form', { className: 'actions' });
  const send = async (): Promise<void> => {
    await giveConsent(consent);
    history.replaceState(null, '', OVERVIEW);
    await desk.goOn(pick('已同意，随时可以撤回。', 'Given; you can withdraw it at any time.'));
  };
  form.append(sending(form, { check: () => null, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('同意', 'I agree') }), act(pick('不同意', 'I do not agree'), OVERVIEW));
  return [backTo(OVERVIEW), ...consentPart(consent), form];
}
