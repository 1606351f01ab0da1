/** What is on the citizen's screen: one view at a time, with what can be pressed below it. */

import { byId, element } from '../page/element.ts';
import { isSignedIn } from './session.ts';

/** What each part of the page needs of the rest. */
export interface Way {
  /** Do something that the service may refuse; `again` repeats it once the reason is out of the way. */
  attempt(again: () => unknown, act: () => Promise<void>): Promise<void>;
  /** Let the citizen choose what to show. */
  choose(): unknown;
}

let present: () => unknown = () => undefined;

/** Show this view; `again` shows it anew, as in another language. */
export function show(again: () => unknown, parts: Node[], actions: Node[] = []): void {
  present = again;
  byId('view').replaceChildren(...parts, element('div', { className: 'actions' }, ...actions));
  byId('sign-out').hidden = !isSignedIn();
  // What is new begins at the top, for the eye and for a screen reader.
  byId('view').focus();
}

export function showAnew(): void {
  present();
}

/** Tell whether this view is the one on the screen. */
export function isOn(view: () => unknown): boolean {
  return present === view;
}

/** Return the button that sends the form of this id. */
export function submit(words: string, form: string): HTMLButtonElement {
  return element('button', { type: 'submit', className: 'main', textContent: words, attributes: { form } });
}
