/** Fields whose content outlives an error, a change of language and a way back. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { fieldOf, keepField } from '../citizen/drafts.ts';

export const LONGEST_WORDS = 2000;

/** Return a text of several lines with its count; `label` and `note` say what belongs there. */
export function keptWords(draft: string, field: string, label: string, note: string): { part: HTMLElement; input: HTMLTextAreaElement } {
  const input = element('textarea', { id: field, rows: 4, maxLength: LONGEST_WORDS, value: fieldOf(draft, field), attributes: { 'aria-describedby': `${field}-note` } });
  const count = element('span', { className: 'count' });
  const follow = (): void => void (count.textContent = pick(`已写 ${input.value.length} 字，最多 ${LONGEST_WORDS} 字`, `${input.value.length} of ${LONGEST_WORDS} characters`));
  input.oninput = () => {
    keepField(draft, field, input.value);
    follow();
  };
  follow();
  const part = element('div', { className: 'field' }, element('label', { htmlFor: field, textContent: label }), input, element('p', { className: 'note', id: `${field}-note` }, `${note} `, count));
  return { part, input };
}

export function keptDay(draft: string, field: string, label: string, latest: string): { part: HTMLElement; input: HTMLInputElement } {
  const input = element('input', { id: field, type: 'date', max: latest, value: fieldOf(draft, field) });
  input.onchange = () => keepField(draft, field, input.value);
  return { part: element('div', { className: 'field' }, element('label', { htmlFor: field, textContent: label }), input), input };
}

export function keptTick(draft: string, field: string, label: string): { part: HTMLElement; input: HTMLInputElement } {
  const input = element('input', { id: field, type: 'checkbox', checked: fieldOf(draft, field) === 'yes' });
  input.onchange = () => keepField(draft, field, input.checked ? 'yes' : '');
  return { part: element('div', { className: 'tick' }, input, element('label', { htmlFor: field, textContent: label })), input };
}

/** Return one choice out of several, none chosen at first. */
export function keptChoice(draft: string, field: string, legend: string, choices: { code: string; words: string; note: string }[]): { part: HTMLElement; first: HTMLElement; read(): string } {
  const kept = fieldOf(draft, field);
  const inputs = choices.map(({ code, note }) => element('input', { type: 'radio', name: field, id: `${field}-${code}`, value: code, checked: kept === code, attributes: note ? { 'aria-describedby': `${field}-${code}-note` } : {} }));
  const lines = choices.map(({ code, words, note }, place) =>
    element('div', { className: 'tick' }, inputs[place]!, element('label', { htmlFor: `${field}-${code}`, textContent: words }), element('p', { className: 'note', id: `${field}-${code}-note`, textContent: note })),
  );
  const read = (): string => inputs.find((one) => one.checked)?.value ?? '';
  const part = element('fieldset', {}, element('legend', { textContent: legend }), ...lines);
  part.onchange = () => keepField(draft, field, read());
  return { part, first: inputs[0]!, read };
}
