/** One perk: what it gives, whether I can have it and why, and asking for it on a linked card. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { dayInWords } from '../page/moments.ts';
import { forgetDraft, requestKey } from '../room/drafts.ts';
import { sending } from '../room/sending.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { nameOfCard } from './card-words.ts';
import { grantLine } from './grant-line.ts';
import { isOpen } from './grant-words.ts';
import { askForPerk, listCards, listGrants, listPerks, type Card, type Grant, type Perk } from './mine-api.ts';
import { leftNote } from './perks.ts';
import { addressOf, PERKS } from './route.ts';

const STATES = (): Record<'have' | 'can_have' | 'not_yet', string> => ({
  have: pick('已经有', 'You have it'),
  can_have: pick('现在可以有', 'You can have it now'),
  not_yet: pick('现在还不能有', 'Not yet'),
});

export async function perkView(id: string, desk: Desk): Promise<Node[]> {
  const [{ perks }, cards, grants] = await Promise.all([listPerks(), listCards(), listGrants()]);
  const perk = perks.find((one) => one.id === id);
  if (perk === undefined) return [backTo(PERKS), element('p', { textContent: pick('没有这项激励。', 'There is no such perk.') })];
  const open = grants.filter((one) => one.perk === id && isOpen(one));
  return [
    backTo(PERKS),
    element('h1', { textContent: perk.name }),
    element('p', { textContent: perk.gives }),
    standingPart(perk),
    open.length ? section(pick('办到哪一步', 'How far it has come'), element('ul', { className: 'rows' }, ...open.map((one) => grantLine(one, () => perk.name)))) : null,
    ...askingParts(perk, cards, open, desk),
    section(pick('怎么用', 'Terms'), element('p', { textContent: perk.terms })),
    section(pick('没有它也一样', 'Without it'), element('p', { textContent: perk.without })),
  ].filter((part) => part !== null);
}

function standingPart(perk: Perk): HTMLElement {
  const { state, conditions, possible_from: from, why } = perk;
  const lines = conditions.map(({ holds, words }) =>
    element('li', { className: holds ? 'met' : 'unmet' }, element('span', { className: 'mark', textContent: holds ? '✓' : '✕', ariaHidden: 'true' }), element('span', {}, element('span', { className: 'hidden', textContent: holds ? pick('符合：', 'Met: ') : pick('不符合：', 'Not met: ') }), words)),
  );
  const isMissing = state === 'not_yet' && conditions.some(({ holds }) => !holds);
  // Then the conditions say why by themselves.
  const isSaid = isMissing || (state === 'can_have' && conditions.length > 0);
  return element(
    'section',
    { className: 'section', id: 'standing', attributes: { 'data-state': state ?? 'unread' } },
    state === null ? null : element('h2', { textContent: STATES()[state] }),
    isSaid ? null : element('p', { textContent: why }),
    lines.length ? element('ul', { className: 'conditions' }, ...lines) : null,
    from === null ? null : element('p', { textContent: pick(`最早 ${dayInWords(from)}可以。`, `From ${dayInWords(from)} on.`) }),
    isMissing ? element('p', {}, pick('记录有误，可以提异议；已经改正，可以申请修复：', 'A record that is wrong can be disputed, one put right can be repaired: '), element('a', { href: '/records', textContent: pick('我的信用记录', 'My credit records') })) : null,
    leftNote(perk),
  );
}

function askingParts(perk: Perk, cards: Card[], open: Grant[], desk: Desk): HTMLElement[] {
  if (perk.kind === 'redeemed') return [section(pick('怎么领', 'How to use it'), element('p', { textContent: pick('不用申请：到提供单位出示信用码，勾选这项激励。', 'Nothing to ask for: where it is offered, show a certificate that tells of this perk.') }), act(pick('出示信用码', 'Show a certificate'), '/code'))];
  if (perk.state === null) return [section(pick('申请', 'Ask for it'), act(pick('先看说明，决定是否同意查看信用状况', 'First decide whether your status may be looked at'), PERKS))];
  if (perk.state !== 'can_have') return [];
  const fitting = cards.filter(({ operator, state, id }) => operator.id === perk.operator && state === 'linked' && !open.some(({ card }) => card === id));
  if (fitting.length > 0) return [askingSection(perk, fitting, desk)];
  return [section(pick('申请', 'Ask for it'), element('p', { textContent: pick('这项激励办在卡上，请先绑定提供单位的卡。', 'This perk is put on a card: link one of its operator first.') }), act(pick('去绑卡', 'Link a card'), addressOf('link', perk.operator ?? ''), '', 'main'))];
}

function askingSection(perk: Perk, cards: Card[], desk: Desk): HTMLElement {
  const options = cards.map((one) => element('option', { value: one.id, textContent: `${nameOfCard(one)} ${one.card ?? ''}` }));
  const choice = element('select', { id: 'card' }, ...options);
  const form = element('form', { id: 'ask' });
  const send = async (): Promise<void> => {
    const wish = { perk: perk.id, card: choice.value }, draft = `perk:${perk.id}`;
    const grant = await askForPerk(wish, requestKey(draft, wish));
    forgetDraft(draft);
    history.replaceState(null, '', addressOf('grant', grant.id));
    await desk.goOn(pick('申请已收到，运营单位马上办理。', 'Your request is taken; the operator sees to it now.'));
  };
  form.append(
    element('label', { htmlFor: 'card', textContent: pick('办在哪张卡上', 'On which card') }),
    choice,
    element('p', { className: 'note', textContent: pick('运营单位只知道哪张卡有这项激励、到什么时候，不知道等级、记录和原因。', 'The operator learns which card has it and until when: no level, no record, no reason.') }),
    sending(form, { check: () => null, send, wordsOf: desk.wordsOf }),
    element('button', { type: 'submit', className: 'main', textContent: pick('申请', 'Ask for it') }),
  );
  return section(pick('申请', 'Ask for it'), form);
}
