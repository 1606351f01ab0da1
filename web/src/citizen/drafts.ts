/** What was typed and not sent yet, and the keys of what is being sent; kept until the browser's tab is closed. */

interface Draft {
  fields: Record<string, string>;
  /** The key under which this content was sent, should it have to be sent again. */
  sent?: { content: string; key: string };
}

const KEPT_AS = 'drafts';

export function fieldOf(draft: string, field: string): string {
  return all()[draft]?.fields[field] ?? '';
}

export function keepField(draft: string, field: string, value: string): void {
  change(draft, (kept) => (kept.fields[field] = value));
}

/** Return the key for this content: the same for the same, so that a repeat finds what the first has made. */
export function requestKey(draft: string, wish: object): string {
  const content = JSON.stringify(wish);
  const sent = all()[draft]?.sent;
  if (sent?.content === content) return sent.key;
  const key = crypto.randomUUID();
  change(draft, (kept) => (kept.sent = { content, key }));
  return key;
}

export function forgetDraft(draft: string): void {
  const drafts = all();
  delete drafts[draft];
  sessionStorage.setItem(KEPT_AS, JSON.stringify(drafts));
}

/** Forget them with a sign-out: the next to sign in may be somebody else. */
export function forgetDrafts(): void {
  sessionStorage.removeItem(KEPT_AS);
}

function change(draft: string, edit: (kept: Draft) => unknown): void {
  const drafts = all();
  const kept = drafts[draft] ?? { fields: {} };
  edit(kept);
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ ...drafts, [draft]: kept }));
}

function all(): Record<string, Draft> {
  return JSON.parse(sessionStorage.getItem(KEPT_AS) ?? '{}') as Record<string, Draft>;
}
