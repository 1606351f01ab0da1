/** Messages: what happened to my cases, my perks and my codes. */

import { markRead } from '../code/citizen-api.ts';
import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { readMessages, type Message } from './records-api.ts';
import { addressOfCase, isCaseNumber, OVERVIEW } from './route.ts';
import { backTo } from '../room/views.ts';
import { minuteInWords } from '../page/moments.ts';

export async function messagesView(): Promise<Node[]> {
  const { messages, unread, seen_until: until } = await readMessages();
  // Whether that is noted or not, they are shown.
  if (unread) void markRead(until).catch(() => undefined);
  const none = element('p', { textContent: pick('还没有消息。你自己办的不另发消息；案件有进展，这里会告诉你。', 'No messages yet. What you do yourself sends none; when a case goes on, you read it here.'), hidden: messages.length > 0 });
  return [backTo(OVERVIEW), element('h1', { textContent: pick('消息', 'Messages') }), none, element('ul', { className: 'rows', id: 'messages' }, ...messages.map(lineOf))];
}

function lineOf({ at, words, object, is_read: isRead }: Message): HTMLElement {
  const number = object !== null && isCaseNumber(object) ? object : null;
  return element(
    'li',
    {},
    isRead ? null : element('strong', { textContent: pick('● 未读 ', '● New ') }),
    element('span', { textContent: words }),
    element('p', { className: 'note', textContent: minuteInWords(at) }),
    number === null ? null : element('a', { className: 'open', href: addressOfCase(number), textContent: pick('看这件案件', 'See the case'), ariaLabel: pick(`看案件 ${number}`, `See the case ${number}`) }),
  );
}
