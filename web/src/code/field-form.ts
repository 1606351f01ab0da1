/** A short form that keeps what was typed where it is refused, and says what is missing. */

import { element } from '../page/element.ts';
import { problem } from './texts.ts';

interface Field {
  id: string;
  label: string;
  /** What is said where it is left empty. */
  missing: string;
  maxLength?: number;
  autocapitalize?: 'off' | 'characters';
}

interface Wanted {
  id: string;
  title: string;
  intro: Node;
  fields: Field[];
  send(values: string[]): Promise<unknown>;
  /** Return the words for a refusal; what is not the form's to tell goes on to `failed`. */
  faultOf(error: unknown): string | null;
  failed(error: unknown): unknown;
}

export function fieldForm({ id, title, intro, fields, send, faultOf, failed }: Wanted): HTMLFormElement {
  const inputs = fields.map(inputOf);
  const labels = fields.map((field) => element('label', { htmlFor: field.id, textContent: field.label }));
  const fault = element('div', {});
  const form = element('form', { id, noValidate: true, autocomplete: 'off' }, element('h1', { textContent: title }), intro, ...labels.flatMap((label, place) => [label, inputs[place]!]), fault);
  const refuse = (words: string, input: HTMLInputElement): void => {
    fault.replaceChildren(problem(words));
    input.focus();
  };
  let isBusy = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const values = inputs.map((input) => input.value.trim());
    const empty = values.findIndex((value) => value === '');
    if (empty >= 0) return refuse(fields[empty]!.missing, inputs[empty]!);
    if (isBusy) return;
    isBusy = true;
    fault.replaceChildren();
    try {
      await send(values);
    } catch (error) {
      const words = faultOf(error);
      if (words === null) failed(error);
      else refuse(words, inputs[0]!);
    } finally {
      isBusy = false;
    }
  };
  return form;
}

function inputOf({ id, maxLength, autocapitalize = 'off' }: Field): HTMLInputElement {
  const input = element('input', { id, type: 'text', autocomplete: 'off', inputMode: 'text', autocapitalize, spellcheck: false });
  if (maxLength !== undefined) input.maxLength = maxLength;
  return input;
}
