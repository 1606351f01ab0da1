/** What is promised before there is a case with dates of its own. */

import { pick } from '../../page/language.ts';
import { reasonInWords } from './case-words.ts';
import type { Outlook } from './case-calls.ts';
import { PROMISE } from './promise.ts';

export function disputeFollows(): string[] {
  const { dispute_forward: soon, dispute_decide: decided, dispute_decide_extended: latest } = PROMISE;
  return [
    pick('提交后，这条记录马上标注“异议处理中”，不计入信用状况。', 'Once it is filed, the record is marked as disputed and does not count.'),
    pick(`${soon} 个工作日内开始核查或转交来源单位，${decided} 个工作日内决定；情况复杂的会告诉你原因，最长 ${latest} 个工作日。`, `Within ${soon} working days it is looked into or passed on, within ${decided} it is decided; a complex one, with the reason told, in ${latest} at most.`),
    pick('每有进展都给你发消息；决定前可以随时撤回。不收任何费用。', 'You get a message whenever it goes on, and may withdraw it until it is decided. It never costs anything.'),
  ];
}

export function repairFollows({ way, fee }: Pick<Outlook, 'way' | 'fee'>): string[] {
  const { repair_accept: soon, repair_decide: decided } = PROMISE;
  return [
    pick(`方式：${reasonInWords(way ?? '')}。`, `The way: ${reasonInWords(way ?? '')}.`),
    pick(`提交后 ${soon} 个工作日内告诉你是否受理，一般 ${decided} 个工作日内有结果。`, `Within ${soon} working days you hear whether it is accepted, and usually within ${decided} the result.`),
    pick('办成后，这条记录不再公示、不再计入；在此之前记录照旧。决定前可以撤回。', 'Once granted, it is neither published nor counted; until then it stands. You may withdraw before the decision.'),
    fee,
  ];
}
