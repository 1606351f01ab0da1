/** What closing the account would end, in words. */

import type { Shapes } from '../../api/client.ts';
import { pick } from '../../page/language.ts';

/** Return a line for each kind of which there is any. */
export function inForceInWords(now: Shapes['ForesightAnswer']['in_force']): string[] {
  const lines: [count: number, words: string][] = [
    [now.consents, pick(`${now.consents} 项授权撤回`, `${now.consents} consents are withdrawn`)],
    [now.certificates, pick(`${now.certificates} 张打印的信用码作废`, `${now.certificates} printed certificates end`)],
    [now.perks, pick(`${now.perks} 项激励有序结束，已经借出的照旧`, `${now.perks} perks end in an orderly way; what is lent stays lent`)],
    [now.cards, pick(`${now.cards} 张卡解除关联，卡照常使用`, `${now.cards} cards are unlinked and work as ever`)],
    [now.cases, pick(`${now.cases} 件办理中的案件按撤回处理`, `${now.cases} cases in progress count as withdrawn`)],
  ];
  const some = lines.filter(([count]) => count > 0).map(([, words]) => words);
  return some.length ? some : [pick('没有正在用的授权、信用码、激励、卡和案件。', 'No consent, certificate, perk, card or case is in force.')];
}
