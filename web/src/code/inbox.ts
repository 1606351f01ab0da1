/** What the citizen is told of scans of their codes, and whom they have blocked. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { momentInWords } from '../page/moments.ts';
import { listBlocked, markRead, readInbox, setBlocked, type Inbox, type Merchant } from './citizen-api.ts';
import { show, type Way } from './stage.ts';

/** Return the way to the messages; it says how many are unread as soon as that is known. */
export function mailButton(way: Way, back: () => unknown): HTMLElement {
  const words = pick('消息', 'Messages');
  const made = button(words, 'quiet', () => openInbox(way, back));
  // Only a number on a button: without a network it stays away.
  void readInbox().then(
    ({ unread }) => void (made.textContent = unread ? pick(`消息（${unread} 条未读）`, `Messages (${unread} unread)`) : words),
    () => undefined,
  );
  return made;
}

async function openInbox(way: Way, back: () => unknown): Promise<void> {
  await way.attempt(() => openInbox(way, back), async () => {
    const [inbox, blocked] = await Promise.all([readInbox(), listBlocked()]);
    showInbox(way, inbox, blocked, back);
    if (inbox.unread) await markRead(inbox.seen_until);
  });
}

function showInbox(way: Way, { messages }: Inbox, blocked: Merchant[], back: () => unknown): void {
  const lines = messages.map(({ at, words, is_read: isRead }) =>
    element(
      'li',
      {},
      isRead ? null : element('strong', { textContent: pick('● 未读 ', '● New ') }),
      element('span', { textContent: words }),
      element('p', { className: 'note', textContent: momentInWords(Date.parse(at) / 1000) }),
    ),
  );
  const none = element('p', { textContent: pick('还没有消息。有人扫你的码，这里会告诉你。', 'No messages yet. When somebody scans your code, you read it here.'), hidden: lines.length > 0 });
  show(
    () => openInbox(way, back),
    [element('h1', { textContent: pick('消息', 'Messages') }), none, element('ul', { className: 'rows', id: 'inbox' }, ...lines), ...blockedPart(way, blocked, back)],
    [button(pick('返回', 'Back'), 'other', back)],
  );
}

function blockedPart(way: Way, blocked: Merchant[], back: () => unknown): Node[] {
  if (blocked.length === 0) return [];
  const unblock = (id: string): Promise<void> =>
    way.attempt(() => unblock(id), async () => {
      await setBlocked(id, false);
      await openInbox(way, back);
    });
  const lines = blocked.map(({ id, name }) =>
    element('li', {}, element('span', { textContent: name }), button(pick('取消屏蔽', 'Unblock'), 'other', () => unblock(id))),
  );
  return [element('h2', { textContent: pick('屏蔽的商户', 'Blocked merchants') }), element('ul', { className: 'rows' }, ...lines)];
}
