/** 我的卡: the cards that are linked, and the operators whose card can be. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { backTo } from '../room/views.ts';
import { nameOfCard } from './card-words.ts';
import { listCards, listOperators, type Card, type CardOperator } from './mine-api.ts';
import { addressOf, HOME } from './route.ts';

export async function cardsView(): Promise<Node[]> {
  const [cards, operators] = await Promise.all([listCards(), listOperators()]);
  const open = operators.filter(({ id }) => !cards.some(({ operator }) => operator.id === id));
  return [
    backTo(HOME),
    element('h1', { textContent: pick('我的卡', 'My cards') }),
    element('p', { textContent: pick('绑了卡，可以在这里看借阅、乘车、账单、余额，也可以申请守信激励。不绑，卡照常使用；用卡情况不会变成信用记录。', 'With a card linked you can see loans, rides, bills and balances here and ask for perks. Without, it works as ever; how you use it never becomes a credit record.') }),
    element('h2', { textContent: pick(`已经绑定（${cards.length} 张）`, `Linked (${cards.length})`) }),
    cards.length ? element('ul', { className: 'rows boxed', id: 'cards' }, ...cards.map(cardLine)) : element('p', { textContent: pick('还没有。', 'None yet.') }),
    open.length ? element('h2', { textContent: pick('可以绑定', 'Can be linked') }) : null,
    element('ul', { className: 'rows boxed', id: 'operators' }, ...open.map(operatorLine)),
  ].filter((part) => part !== null);
}

function cardLine(linked: Card): HTMLElement {
  const { id, operator, card, state } = linked;
  const stands = state === 'linked' ? card : pick('等运营单位答复，请再提交一次卡号', 'Waiting for the operator: please send the number again');
  const pending = state === 'pending' ? act(pick('再提交一次', 'Send again'), addressOf('link', operator.id), nameOfCard(linked)) : null;
  return element('li', {}, element('a', { className: 'open', href: addressOf('card', id) }, element('strong', { textContent: nameOfCard(linked) })), element('span', { className: 'note', textContent: stands ?? '' }), pending);
}

function operatorLine({ id, name, services, basic_right: isRight }: CardOperator): HTMLElement {
  const shown = services.map((one) => one.name).join(pick('、', ', '));
  const right = isRight ? pick('。这是基本权利，只给你看，不附加任何条件', '. A right of yours: shown to you alone, with no condition') : '';
  return element('li', {}, element('a', { className: 'open', href: addressOf('link', id) }, pick('绑定 ', 'Link '), element('strong', { textContent: name })), element('span', { className: 'note', textContent: pick('能看：', 'Shows: ') + shown + right }));
}
