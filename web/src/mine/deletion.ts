/** Closing the account: first the list of what goes and what the law keeps, then the decision. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { sending } from '../room/sending.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { deleteMe, foreseeDeletion, type Foresight } from './mine-api.ts';
import { DATA } from './route.ts';

export async function deletionView(desk: Desk): Promise<Node[]> {
  const foresight = await foreseeDeletion();
  const stays = foresight.stays.flatMap(({ what, until, basis }) => [element('dt', { textContent: what }), element('dd', { textContent: pick(`${until}（${basis}）`, `${until} (${basis})`) })]);
  return [
    backTo(DATA),
    element('h1', { textContent: pick('注销账户', 'Close my account') }),
    element('p', { className: 'asked', textContent: foresight.advice }),
    section(pick('现在会结束的', 'What would end now'), element('ul', {}, ...inForceLines(foresight).map((words) => element('li', { textContent: words })))),
    section(pick('会删除的', 'What is deleted'), element('ul', {}, ...foresight.goes.map(({ what }) => element('li', { textContent: what })))),
    section(pick('依法留下的', 'What the law keeps'), element('dl', {}, ...stays)),
    decisionForm(foresight, desk),
  ];
}

function inForceLines({ in_force: now }: Foresight): string[] {
  const lines: [number, string, string][] = [
    [now.consents, '项授权撤回', 'consents are withdrawn'],
    [now.certificates, '张打印的信用码作废', 'printed certificates end'],
    [now.perks, '项激励有序结束，已经借出的照旧', 'perks end in an orderly way; what is lent stays lent'],
    [now.cards, '张卡解除绑定，卡照常使用', 'cards are unlinked and work as ever'],
    [now.cases, '件办理中的案件按撤回处理', 'cases in progress count as withdrawn'],
  ];
  const some = lines.filter(([count]) => count > 0).map(([count, zh, en]) => pick(`${count} ${zh}`, `${count} ${en}`));
  return some.length ? some : [pick('没有正在用的授权、信用码、激励、卡和案件。', 'No consent, certificate, perk, card or case is in force.')];
}

function decisionForm({ confirmation }: Foresight, desk: Desk): HTMLElement {
  const tick = element('input', { type: 'checkbox', id: 'seen' });
  const form = element('form', { id: 'delete' });
  const check = (): { words: string; at: HTMLElement } | null => (tick.checked ? null : { words: pick('请先看完清单并勾选。', 'Read the list and tick the box first.'), at: tick });
  const send = async (): Promise<void> => desk.leave(await deleteMe(confirmation));
  form.append(
    element('div', { className: 'tick' }, tick, element('label', { htmlFor: 'seen', textContent: pick('我看过清单，知道注销以后不能恢复', 'I have read the list and know that it cannot be undone') })),
    sending(form, { check, send, wordsOf: desk.wordsOf }),
    element('button', { type: 'submit', className: 'other', textContent: pick('注销账户', 'Close my account') }),
    act(pick('不注销', 'Keep it'), DATA),
  );
  return form;
}
