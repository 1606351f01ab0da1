/** The invitation that this phone was opened with; it waits here, through a reload too, until it is accepted. */

import { shallowReactive } from 'vue';

const WAITS_AS = 'join';

/** An invitation's code, and the key under which it is accepted: a lost answer is asked for again under the same one. */
export interface Invitation {
  code: string;
  requestKey: string;
}

/** `invitation` is null where there is none; the screen follows it. */
export const invited = shallowReactive<{ invitation: Invitation | null }>({ invitation: kept() });

/** Go on with this code. */
export function keepInvitation(code: string): void {
  if (invited.invitation?.code === code) return;
  invited.invitation = { code, requestKey: crypto.randomUUID() };
  sessionStorage.setItem(WAITS_AS, JSON.stringify(invited.invitation));
}

export function dropInvitation(): void {
  invited.invitation = null;
  sessionStorage.removeItem(WAITS_AS);
}

/** Return the code in a link as the city or the shop's owner sends it, or null. */
export function codeIn(link: string): string | null {
  return /#join=([\w.~-]+)$/.exec(link.trim())?.[1] ?? null;
}

function kept(): Invitation | null {
  const text = sessionStorage.getItem(WAITS_AS);
  return text === null ? null : (JSON.parse(text) as Invitation);
}
