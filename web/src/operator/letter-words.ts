/** What a message to an operator is about, in words. */

import { pick } from '../page/language.ts';

type Words = [string, string];

const TOPICS: Readonly<Record<string, Words>> = {
  'entitlement.put': ['告诉本单位一项激励该生效或结束', 'Telling you that a grant is to be in force, or over'],
  'entitlement.check': ['向本单位核对一项激励', 'Asking you how a grant stands'],
  'card.unlink': ['告诉本单位一张卡解除了关联', 'Telling you that a card was unlinked'],
  'operator.event': ['发给本单位系统的变动提醒', 'Telling your system that something has changed'],
};

/** Say what a message is about; of a kind that these pages do not know it is a message. */
export function topicInWords(topic: string): string {
  return pick(...(TOPICS[topic] ?? ['发给本单位的消息', 'A message to you']));
}
