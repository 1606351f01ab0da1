/** What is asked of the service about messages. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { listBlocked } from '../blocking.ts';
import { citizen } from '../session.ts';

export type Message = Shapes['MessageAnswer'];

/** Return the messages, newest first, and whom the citizen has blocked. */
export async function readInbox(): Promise<Shapes['InboxAnswer'] & { blocked: ReadonlySet<string> }> {
  const [inbox, merchants] = await Promise.all([answerOf(citizen.GET('/api/v1/me/inbox')), listBlocked()]);
  return { ...inbox, blocked: new Set(merchants.map(({ id }) => id)) };
}

/** Mark what was shown as read; later messages stay unread. */
export async function markRead(until: string): Promise<void> {
  await citizen.PUT('/api/v1/me/inbox/read', { body: { until } });
}
