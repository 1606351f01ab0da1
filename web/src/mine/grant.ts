/** One grant: where it stands, every step of it, and giving it back. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { minuteInWords } from '../page/moments.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { nameOfCard } from './card-words.ts';
import { causeInWords, isOpen, isWaiting, noticeInWords, reasonInWords, stateInWords, untilInWords } from './grant-words.ts';
import { getGrant, giveBack, listCards, type Card, type Grant } from './mine-api.ts';
import { namesOfPerks } from './perk-names.ts';
import { pressing } from './pressing.ts';
import { addressOf, PERKS } from './route.ts';

const LOOK_AGAIN_MS = 2000, MOST_LOOKS = 30;

export async function grantView(id: string, desk: Desk): Promise<Node[]> {
  const [grant, cards, nameOf] = await Promise.all([getGrant(id), listCards(), namesOfPerks()]);
  if (isWaiting(grant)) void watch(grant, desk);
  return [
    backTo(PERKS),
    element('h1', { textContent: nameOf(grant.perk) }),
    standingPart(grant, cards.find((one) => one.id === grant.card)),
    stepsPart(grant),
    act(pick('这项激励的说明', 'What this perk is'), addressOf('perk', grant.perk)),
    isOpen(grant) ? backPart(grant, nameOf(grant.perk), desk) : null,
  ].filter((part) => part !== null);
}

/** Show it anew once the operator has answered, for as long as it is looked at. */
async function watch({ id, state }: Grant, desk: Desk): Promise<void> {
  const address = location.hash;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    if (location.hash !== address) return;
    if (document.visibilityState !== 'visible') continue;
    const now = await getGrant(id).catch(() => null);
    if (now === null || now.state === state) continue;
    return location.hash === address ? desk.goOn(stateInWords(now.state)) : undefined;
  }
}

function standingPart(grant: Grant, card: Card | undefined): HTMLElement {
  const { state } = grant;
  const tone = state === 'active' ? 'good' : state === 'refused' ? 'bad' : 'none';
  const until = untilInWords(grant), reason = reasonInWords(grant), notice = noticeInWords(grant);
  return element(
    'section',
    { className: 'section', id: 'grant', attributes: { 'data-state': state } },
    element('p', { className: `part ${tone}` }, element('strong', { textContent: stateInWords(state) }), until === null ? null : element('span', { textContent: until })),
    card === undefined ? null : element('p', { className: 'note', textContent: pick(`办在：${nameOfCard(card)} ${card.card ?? ''}`, `On: ${nameOfCard(card)} ${card.card ?? ''}`) }),
    reason === null ? null : element('p', { textContent: reason }),
    notice === null ? null : element('p', { textContent: notice }),
    isWaiting(grant) ? element('p', { className: 'note', textContent: pick('运营单位办好后，这里会自动更新。', 'This changes by itself once the operator has seen to it.') }) : null,
  );
}

function stepsPart({ steps }: Grant): HTMLElement {
  const lines = [...steps].reverse().map((step) => element('li', {}, element('strong', { textContent: stateInWords(step.state) }), element('span', { className: 'note', textContent: `${causeInWords(step)} · ${minuteInWords(step.at)}` })));
  return section(pick('每一步', 'Every step'), element('ul', { className: 'rows', id: 'steps' }, ...lines));
}

function backPart(grant: Grant, name: string, desk: Desk): HTMLElement {
  const giveItBack = async (): Promise<void> => {
    await giveBack(grant.id);
    await desk.goOn(pick('已退回，运营单位马上办理。已经借出、租出的照旧，按原约定归还。', 'Given back; the operator sees to it now. What is lent or hired stays as agreed.'));
  };
  return section(
    pick('退回', 'Give it back'),
    element('p', { textContent: pick('不会受罚；已经借出、租出的照旧，按原约定归还。有的激励退回后要隔一段时间才能再申请，见说明。', 'There is no penalty; what is lent or hired stays as agreed. Some perks can be asked for again only after a while: see what it is.') }),
    pressing(pick('退回这项激励', 'Give it back'), 'other', desk, giveItBack, name),
  );
}
