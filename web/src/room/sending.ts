/** A form that is sent once at a time, keeps what was typed where it is refused, and says why. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { problem } from '../code/texts.ts';

/** What is missing, and where it is to be entered. */
export type Missing = { words: string; at: HTMLElement };

interface Sending {
  check(): Missing | null;
  /** Send it; `tell` says how far that is. */
  send(tell: (words: string) => void): Promise<void>;
  /** Return what a refusal means, or null where somebody else tells it. */
  wordsOf(error: unknown): string | null;
}

/** Return the place below the form for what is said, and let the form send. */
export function sending(form: HTMLFormElement, { check, send, wordsOf }: Sending): HTMLElement {
  const fault = element('div', {});
  const progress = element('p', { className: 'note', attributes: { role: 'status' } });
  let isBusy = false;
  form.noValidate = true;
  // What was missing is being entered.
  for (const change of ['input', 'change']) form.addEventListener(change, () => fault.replaceChildren());
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    const missing = check();
    fault.replaceChildren(...(missing ? [problem(missing.words)] : []));
    if (missing) return missing.at.focus();
    isBusy = true;
    form.setAttribute('aria-busy', 'true');
    progress.textContent = pick('正在提交…', 'Sending…');
    try {
      await send((words) => (progress.textContent = words));
    } catch (error) {
      const words = wordsOf(error);
      if (words !== null) fault.replaceChildren(problem(words));
    } finally {
      isBusy = false;
      progress.textContent = '';
      form.removeAttribute('aria-busy');
    }
  };
  return element('div', {}, fault, progress);
}
