/** What is on the desk's screen: one view at a time, and a line that tells what has just happened. */

import { byId, element } from '../page/element.ts';

let shown = 0;

/** Take the screen for a view that is still being fetched; false once another one has been called for. */
export function takeScreen(): () => boolean {
  shown += 1;
  const mine = shown;
  return () => mine === shown;
}

/** Show this view; what is new begins at the top, for the eye and for a screen reader. */
export function show(...parts: (Node | null)[]): void {
  byId('view').replaceChildren(...parts.filter((part) => part !== null));
  byId('view').focus();
  scrollTo(0, 0);
}

/** Say in a line what has happened. */
export function tell(words: string): void {
  byId('told').textContent = words;
}

export function heading(words: string): HTMLElement {
  return element('h1', { textContent: words });
}

export function fault(words: string): HTMLElement {
  return element('p', { className: 'problem', textContent: words, attributes: { role: 'alert' } });
}

/** Return a list of terms and what they are; a null value is left out. */
export function facts(lines: [string, string | Node | null][]): HTMLElement {
  const parts = lines.flatMap(([name, value]) => (value === null || value === '' ? [] : [element('dt', { textContent: name }), element('dd', {}, value)]));
  return element('dl', { className: 'facts' }, ...parts);
}
