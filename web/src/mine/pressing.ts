/** A button that does one thing at a time and says beside it why it did not. */

import { problem } from '../code/texts.ts';
import { button, element } from '../page/element.ts';
import type { Desk } from '../room/views.ts';

/** Return the button with the place for what is said; `about` names what it is for, to a screen reader. */
export function pressing(words: string, tone: 'main' | 'other', desk: Desk, move: () => Promise<void>, about = ''): HTMLElement {
  const fault = element('div', {});
  const press = button(words, tone, () => void run());
  if (about !== '') press.ariaLabel = `${words}：${about}`;
  const run = async (): Promise<void> => {
    press.disabled = true;
    fault.replaceChildren();
    try {
      await move();
    } catch (error) {
      const said = desk.wordsOf(error);
      if (said !== null) fault.replaceChildren(problem(said));
    } finally {
      press.disabled = false;
    }
  };
  return element('div', { className: 'pressing' }, fault, press);
}
