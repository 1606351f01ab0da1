/** The first view: who I am here, and the ways to everything of mine. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { minuteInWords } from '../page/moments.ts';
import { readMe, type Me } from './mine-api.ts';
import { CARDS, CONSENTS, DATA, LOG, PERKS } from './route.ts';

export async function homeView(): Promise<Node[]> {
  const me = await readMe();
  const rooms: [string, string, string][] = [
    [CONSENTS, pick('授权管理', 'Consents'), pick('同意了什么，随时撤回', 'What you agreed to; withdraw at any time')],
    [CARDS, pick('我的卡', 'My cards'), pick('绑卡，看借阅、乘车、账单、余额', 'Link cards; see loans, rides, bills, balances')],
    [PERKS, pick('守信激励', 'Perks'), pick('能有什么，申请，办到哪一步', 'What you can have, asking for it, how far it has come')],
    [LOG, pick('谁看过我', 'Who looked at my data'), pick('谁、什么时候、看了什么', 'Who, when, and what')],
    [DATA, pick('我的资料', 'My data'), pick('报告、导出、暂停、注销', 'Report, export, pause, closing the account')],
  ];
  return [
    element('h1', { textContent: pick('我的', 'Mine') }),
    element('p', { className: 'note', textContent: `${me.name ?? ''} ${me.id_number ?? ''}` }),
    me.message === null ? null : element('p', { className: 'asked', textContent: me.message }),
    pausePart(me),
    element('ul', { className: 'rows boxed' }, ...rooms.map(([address, name, words]) => element('li', {}, element('a', { className: 'open', href: address }, element('strong', { textContent: name })), element('span', { className: 'note', textContent: words })))),
    element('nav', { className: 'acts', ariaLabel: pick('其他页面', 'Other pages') }, act(pick('我的信用记录', 'My credit records'), '/records'), act(pick('出示信用码', 'Show a certificate'), '/code')),
  ].filter((part) => part !== null);
}

/** Say that nothing is derived meanwhile, where the citizen has paused. */
export function pausePart({ paused_since: since }: Me): HTMLElement | null {
  if (since === null) return null;
  return element('p', { className: 'asked', textContent: pick(`你从${minuteInWords(since)}起暂停使用自己的信息：不评价、不核验、不发激励，什么都没有删。可以在“我的资料”恢复。`, `You paused on ${minuteInWords(since)}: nothing is derived, verified or granted, and nothing was deleted. You can resume under My data.`) });
}
