/** 授权管理: what the citizen agreed to, and how to take it back. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { momentInWords } from '../page/moments.ts';
import { listConsents, withdrawConsent, type Consent } from './citizen-api.ts';
import { show, type Way } from './stage.ts';

/** Show each consent; `told` is what was just done. */
export async function openConsents(way: Way, back: () => unknown, told: string | null = null): Promise<void> {
  const again = (): Promise<void> => openConsents(way, back);
  await way.attempt(again, async () => {
    const consents = await listConsents();
    const given = consents.filter(isGiven), others = consents.filter((one) => !isGiven(one));
    show(
      again,
      [
        element('h1', { textContent: pick('授权管理', 'Consents') }),
        element('p', { textContent: told ?? '', hidden: told === null, className: 'asked', attributes: { role: 'status' } }),
        element('p', { textContent: pick('你还没有给出任何授权。', 'You have agreed to nothing.'), hidden: given.length > 0 }),
        ...given.map((one) => givenPart(one, () => withdraw(way, one, back))),
        ...othersPart(others),
      ],
      [button(pick('返回', 'Back'), 'other', back)],
    );
  });
}

/** One press, as it was given with one. */
async function withdraw(way: Way, consent: Consent, back: () => unknown): Promise<void> {
  await way.attempt(() => withdraw(way, consent, back), async () => {
    await withdrawConsent(consent.id);
    await openConsents(way, back, pick(`已撤回：${consent.title}`, `Withdrawn: ${consent.title}`));
  });
}

function givenPart({ title, wording, how_to_withdraw: ends, granted_at: at }: Consent, take: () => unknown): HTMLElement {
  const since = at === null ? pick('同意的是旧版说明', 'Given to an earlier wording') : pick('同意于 ', 'Given on ') + momentInWords(Date.parse(at) / 1000);
  return element(
    'section',
    { className: 'consent', ariaLabel: title },
    element('h2', { textContent: title }),
    element('p', { className: 'note', textContent: since }),
    element('p', { textContent: wording }),
    element('p', { className: 'note', textContent: ends }),
    button(pick('撤回', 'Withdraw'), 'other', take),
  );
}

function othersPart(others: Consent[]): Node[] {
  if (others.length === 0) return [];
  const words = pick('没有授权的（用到时会先问你）：', 'Not given (you are asked before it is needed):');
  return [
    element('p', { className: 'note', textContent: words + others.map((one) => one.title).join(pick('、', ', ')) }),
    element('a', { href: '/mine#/consents', className: 'room', textContent: pick('每一项的说明、同意和历史', 'What each is, giving it, and its history') }),
  ];
}

function isGiven({ granted_at: at, outdated }: Consent): boolean {
  return at !== null || outdated;
}
