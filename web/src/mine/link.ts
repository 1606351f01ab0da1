/** Linking a card: its number, which the operator confirms at once; the consent is asked first. */

import { submit } from '../code/stage.ts';
import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { fieldOf, forgetDraft, keepField, requestKey } from '../room/drafts.ts';
import { sending } from '../room/sending.ts';
import { backTo, type Desk } from '../room/views.ts';
import { requireConsent } from './needed.ts';
import { linkCard, listOperators } from './mine-api.ts';
import { addressOf, CARDS } from './route.ts';

const PURPOSE = 'card.link', LONGEST_NUMBER = 40;

export async function linkView(operatorId: string, desk: Desk): Promise<Node[]> {
  const operator = (await listOperators()).find(({ id }) => id === operatorId);
  if (operator === undefined) return [backTo(CARDS), element('p', { textContent: pick('没有这家运营单位。', 'There is no such operator.') })];
  const missing = await requireConsent(PURPOSE, CARDS, desk);
  if (missing !== null) return missing;
  const draft = `link:${operatorId}`;
  const input = element('input', { id: 'card-number', type: 'text', autocomplete: 'off', spellcheck: false, maxLength: LONGEST_NUMBER, value: fieldOf(draft, 'number'), attributes: { 'aria-describedby': 'card-number-note' } });
  input.oninput = () => keepField(draft, 'number', input.value);
  const form = element('form', { id: 'link', autocomplete: 'off' });
  const check = (): { words: string; at: HTMLElement } | null => (input.value.trim() === '' ? { words: pick('请填写卡号。', 'Enter the number of the card.'), at: input } : null);
  const send = async (): Promise<void> => {
    const wish = { operator: operatorId, card_number: input.value.trim() };
    const card = await linkCard(wish, requestKey(draft, wish));
    forgetDraft(draft);
    history.replaceState(null, '', addressOf('card', card.id));
    await desk.goOn(pick(`绑好了：${operator.name} ${card.card ?? ''}`, `Linked: ${operator.name} ${card.card ?? ''}`));
  };
  form.append(
    element('label', { htmlFor: 'card-number', textContent: pick('卡号', 'Card number') }),
    input,
    element('p', { className: 'note', id: 'card-number-note', textContent: pick('只填卡面上的卡号。不要填密码、验证码。', 'The number on the card and nothing else: no password, no code.') }),
    sending(form, { check, send, wordsOf: desk.wordsOf }),
    submit(pick('绑定', 'Link it'), 'link'),
  );
  return [
    backTo(CARDS),
    element('h1', { textContent: pick(`绑定${operator.name}的卡`, `Link a card of ${operator.name}`) }),
    element('p', { textContent: pick('运营单位当场核对这张卡是不是你的。它只收到卡号和一段核对码。', 'The operator confirms at once that the card is yours. It gets the number and a check code, nothing else.') }),
    form,
  ];
}
