/** What the views share: what they need of the page, and the way back. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';

/** What a view needs of the page around it. */
export interface Desk {
  /** The city's day. */
  today: string;
  /** Show anew what the address names, and say what has just happened, or what has not. */
  goOn(told?: string, isFault?: boolean): Promise<void>;
  /** Return what a refusal means, or null once it is told otherwise: by the sign-in, or above what has moved. */
  wordsOf(error: unknown): string | null;
  /** Sign out, and say why where it was not asked for. */
  leave(told?: string): Promise<void>;
}

export function backTo(address: string): HTMLElement {
  return element('p', { className: 'back' }, element('a', { href: address, textContent: pick('← 返回', '← Back') }));
}

export function section(title: string, ...parts: (Node | null)[]): HTMLElement {
  return element('section', { className: 'section' }, element('h2', { textContent: title }), ...parts);
}
