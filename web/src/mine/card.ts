/** One card: where its link stands, what its operator shows of it now, the perks on it, and its end. */

import { problem } from '../code/texts.ts';
import { act, button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { minuteInWords } from '../page/moments.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { factsOf, nameOfCard, sumsOf } from './card-words.ts';
import { grantLine } from './grant-line.ts';
import { listCards, listGrants, listOperators, readCardService, unlinkCard, type Card, type CardService, type Grant, type Named } from './mine-api.ts';
import { requireConsent } from './needed.ts';
import { namesOfPerks } from './perk-names.ts';
import { pressing } from './pressing.ts';
import { addressOf, CARDS, PERKS } from './route.ts';


const PURPOSE = 'card.link', SHOWN_AT_FIRST = 8;
/** What is lent under these outlives the link. */
const LENDING = ['lending', 'public_bike'];

export async function cardView(id: string, desk: Desk): Promise<Node[]> {
  const [cards, operators, grants, nameOf] = await Promise.all([listCards(), listOperators(), listGrants(), namesOfPerks()]);
  const card = cards.find((one) => one.id === id);
  if (card === undefined) return [backTo(CARDS), element('p', { textContent: pick('没有这张已绑定的卡。', 'There is no such linked card.') })];
  const missing = await requireConsent(PURPOSE, CARDS, desk);
  if (missing !== null) return missing;
  const operator = operators.find((one) => one.id === card.operator.id);
  const onCard = grants.filter((one) => one.card === id);
  return [
    backTo(CARDS),
    element('h1', { textContent: nameOfCard(card) }),
    stateLine(card),
    ...(card.state === 'linked' ? (operator?.services ?? []).map((service) => serviceSection(card, service, desk)) : [act(pick('再提交一次卡号', 'Send the number again'), addressOf('link', card.operator.id))]),
    operator?.basic_right ? null : perksSection(onCard, nameOf),
    unlinkSection(card, onCard, operator?.services.some(({ id: service }) => LENDING.includes(service)) === true, desk),
  ].filter((part) => part !== null);
}

function stateLine({ card, state, linked_at: at }: Card): HTMLElement {
  const words = state === 'linked' ? pick(`卡号 ${card ?? ''}，${at ? minuteInWords(at) : ''} 绑定`, `Card ${card ?? ''}, linked on ${at ? minuteInWords(at) : ''}`) : pick('等运营单位答复。', 'Waiting for the operator.');
  return element('p', { className: 'note', textContent: words });
}

/** Ask the operator now, as the citizen has opened the card; what is late or refused is said in its place. */
function serviceSection(card: Card, service: Named, desk: Desk): HTMLElement {
  const place = element('div', { ariaLive: 'polite' });
  const ask = async (): Promise<void> => {
    place.replaceChildren(element('p', { className: 'note', textContent: pick('正在问运营单位…', 'Asking the operator…') }));
    try {
      place.replaceChildren(...shownParts(await readCardService(card.id, service.id)));
    } catch (error) {
      const words = desk.wordsOf(error);
      if (words !== null) place.replaceChildren(problem(words), button(pick('再试一次', 'Try again'), 'other', ask));
    }
  };
  void ask();
  return section(service.name ?? service.id, place);
}

function shownParts(shown: CardService): Node[] {
  const sums = sumsOf(shown), items = shown.items;
  const lines = items.map((one) => element('li', {}, element('span', { textContent: one.title }), element('span', { className: 'note', textContent: factsOf(one) })));
  const rest = lines.slice(SHOWN_AT_FIRST);
  return [
    sums.length ? element('dl', { className: 'sums' }, ...sums.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })])) : null,
    lines.length ? element('ul', { className: 'rows items' }, ...lines.slice(0, SHOWN_AT_FIRST)) : element('p', { textContent: pick('目前没有记录。', 'Nothing at present.') }),
    rest.length ? element('details', {}, element('summary', { textContent: pick(`还有 ${rest.length} 条`, `${rest.length} more`) }), element('ul', { className: 'rows items' }, ...rest)) : null,
    element('p', { className: 'note', textContent: `${shown.note}${pick('（', ' (')}${minuteInWords(shown.as_of)}${pick('）', ')')}` }),
  ].filter((part) => part !== null);
}

function perksSection(grants: Grant[], nameOf: (id: string) => string): HTMLElement {
  const open = grants.filter(({ state }) => state === 'pending' || state === 'active' || state === 'ending');
  return section(pick('卡上的激励', 'Perks on this card'), open.length ? element('ul', { className: 'rows' }, ...open.map((one) => grantLine(one, nameOf))) : element('p', { textContent: pick('还没有。', 'None yet.') }), act(pick('看守信激励', 'See the perks'), PERKS));
}

function unlinkSection(card: Card, grants: Grant[], lends: boolean, desk: Desk): HTMLElement {
  const open = grants.filter(({ state }) => state === 'pending' || state === 'active').length;
  const perks = open ? pick(`卡上的 ${open} 项激励有序结束；`, `perks on it (${open}) end in an orderly way; `) : '';
  const lent = lends ? pick('已经借出、租出的照旧，按原约定归还；', 'what is lent or hired stays as agreed; ') : '';
  const unlink = async (): Promise<void> => {
    await unlinkCard(card.id);
    history.replaceState(null, '', CARDS);
    await desk.goOn(pick(`已解除绑定：${nameOfCard(card)}。${open ? '卡上的激励开始结束，已经借出的照旧。' : ''}卡照常使用。`, `Unlinked: ${nameOfCard(card)}. ${open ? 'The perks on it are ending; what is lent stays lent. ' : ''}The card works as ever.`));
  };
  return section(
    pick('解除绑定', 'Unlink'),
    element('p', { textContent: pick(`解除以后：这里不再显示用卡情况；${perks}${lent}卡照常使用。以后可以再绑。`, `After that nothing of the card is shown here; ${perks}${lent}the card works as ever. You can link it again.`) }),
    pressing(pick('解除绑定', 'Unlink it'), 'other', desk, unlink, nameOfCard(card)),
  );
}
