/** Steps that were begun and not sent yet, by case; kept until the officer signs out or the browser's tab is closed. */

import { shallowRef } from 'vue';

export interface Draft {
  /** The step that is open, or empty where its form was put away. */
  event: string;
  /** What was typed: `template`, `words`, and corrections by the names of their fields. */
  fields: Record<string, string>;
  /** The key under which this content was sent, should it have to be sent again. */
  sent?: { content: string; key: string };
}

interface Desk {
  whose: string;
  drafts: Record<string, Draft>;
}

const KEPT_AS = 'desk-drafts';
const NOBODYS: Desk = { whose: '', drafts: {} };

/** As it is kept; the screen follows it. */
const desk = shallowRef<Desk>(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') ?? NOBODYS);

/** Go on as this officer; what another one has begun here is dropped. */
export function holdDraftsFor(username: string): void {
  if (desk.value.whose !== username) keep({ whose: username, drafts: {} });
}

export function draftOf(number: string): Draft {
  return desk.value.drafts[number] ?? { event: '', fields: {} };
}

/** Tell whether something was typed for this case and not sent. */
export function hasDraft(number: string): boolean {
  return Object.values(draftOf(number).fields).some((typed) => typed !== '');
}

export function keepDraft(number: string, { event, fields }: Draft): void {
  const { sent } = draftOf(number);
  // A copy: the form goes on changing its own.
  change(number, { event, fields: { ...fields }, ...(sent ? { sent } : {}) });
}

/** Return the key for this content: the same for the same, so that a repeat after a lost answer finds what the first has made. */
export function requestKey(number: string, wish: object): string {
  const content = JSON.stringify(wish), draft = draftOf(number);
  if (draft.sent?.content === content) return draft.sent.key;
  const key = crypto.randomUUID();
  change(number, { ...draft, sent: { content, key } });
  return key;
}

export function forgetDraft(number: string): void {
  const { whose, drafts } = desk.value;
  keep({ whose, drafts: Object.fromEntries(Object.entries(drafts).filter(([other]) => other !== number)) });
}

/** Forget them with a sign-out: the next at this desk may be somebody else. */
export function forgetDrafts(): void {
  sessionStorage.removeItem(KEPT_AS);
  desk.value = NOBODYS;
}

function change(number: string, draft: Draft): void {
  const { whose, drafts } = desk.value;
  keep({ whose, drafts: { ...drafts, [number]: draft } });
}

function keep(next: Desk): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(next));
  desk.value = next;
}
