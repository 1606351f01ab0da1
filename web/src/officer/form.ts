/** A form that is sent once at a time, keeps what was typed where it is refused, and says why. */

import { element } from '../page/element.ts';
import { fault } from './stage.ts';

interface Field {
  id: string;
  label: string;
  type: 'text' | 'password';
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code';
  inputMode?: 'numeric';
  maxLength?: number;
}

/** Return a labelled input. */
export function inputOf({ id, label, ...properties }: Field): { label: HTMLLabelElement; input: HTMLInputElement } {
  const input = element('input', { id, required: true, spellcheck: false, autocapitalize: 'off', ...properties });
  return { label: element('label', { htmlFor: id, textContent: label }), input };
}

/**
 * Let the form send by `send`.
 *
 * `check` returns what is missing and where, `wordsOf` what a refusal means, or null where somebody else tells it.
 */
export function sending(
  form: HTMLFormElement,
  place: HTMLElement,
  check: () => [string, HTMLElement] | null,
  send: () => Promise<void>,
  wordsOf: (error: unknown) => string | null,
): void {
  let isBusy = false;
  const refuse = (words: string): void => place.replaceChildren(fault(words));
  form.noValidate = true;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    const missing = check();
    if (missing) {
      refuse(missing[0]);
      missing[1].focus();
      return;
    }
    isBusy = true;
    place.replaceChildren();
    form.setAttribute('aria-busy', 'true');
    try {
      await send();
    } catch (error) {
      const words = wordsOf(error);
      if (words !== null) refuse(words);
    } finally {
      isBusy = false;
      form.removeAttribute('aria-busy');
    }
  };
}
