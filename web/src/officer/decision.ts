/** What may be done with a case now, and the form of the step that is chosen. */

import { button, element } from '../page/element.ts';
import { correctionFields } from './corrections.ts';
import { sending } from './form.ts';
import { decide, type Case, type Decision, type PossibleStep } from './officer-api.ts';

const LONGEST_WORDS = 2000;
/** Steps that are taken at a press: they decide nothing and can be undone. */
const PLAIN = ['take', 'release'];

type Moved = (after: Case) => unknown;
type WordsOf = (error: unknown) => string | null;

/** Return the part of the screen where the next step is chosen and taken. */
export function actionPart(seen: Case, moved: Moved, wordsOf: WordsOf): HTMLElement {
  const part = element('section', { className: 'part act' }, element('h2', { textContent: '办理' }));
  if (seen.possible.length === 0) part.append(element('p', { textContent: waitingFor(seen) }));
  const place = element('div', { id: 'step' });
  const open = (step: PossibleStep): void => {
    const form = stepForm(seen, step, moved, wordsOf, () => place.replaceChildren());
    place.replaceChildren(form);
    form.querySelector<HTMLElement>('select, textarea, button')?.focus();
  };
  const buttons = seen.possible.map((step) => button(step.name, step.event === 'take' ? 'main' : 'other', () => (PLAIN.includes(step.event) ? void press(seen, step, place, moved, wordsOf) : open(step))));
  part.append(element('div', { className: 'choices' }, ...buttons), place);
  return part;
}

/** Return what the case waits for, where this officer can do nothing. */
export function waitingFor({ assigned_to: whose, proposed_by: proposer, deadline }: Case): string {
  if (deadline === null) return '已办结，没有可办的步骤。';
  if (proposer?.is_me) return '你已初审；须由另一位经办人复核。';
  if (whose !== null && !whose.is_me) return `${whose.name} 正在办理。`;
  return '现在不用经办人办理：等当事人或来源单位。';
}

async function press(seen: Case, step: PossibleStep, place: HTMLElement, moved: Moved, wordsOf: WordsOf): Promise<void> {
  const form = stepForm(seen, step, moved, wordsOf, () => place.replaceChildren());
  place.replaceChildren(form);
  form.requestSubmit();
}

function stepForm(seen: Case, step: PossibleStep, moved: Moved, wordsOf: WordsOf, cancel: () => void): HTMLFormElement {
  const template = element('select', { id: 'template' }, element('option', { value: '', textContent: step.needs_reason ? '不用模板，在下面写明' : '无' }), ...step.templates.map(({ id, words }) => element('option', { value: id, textContent: words })));
  const words = element('textarea', { id: 'words', rows: 4, maxLength: LONGEST_WORDS });
  const corrections = step.takes_corrections && seen.record ? correctionFields(seen.record) : null;
  const fault = element('div', {});
  // One wish, one key: a repeat after a lost answer finds what the first has made.
  const key = crypto.randomUUID();
  const form = element(
    'form',
    { className: 'step' },
    element('h3', { textContent: step.name }),
    ...(step.templates.length ? [element('label', { htmlFor: 'template', textContent: '理由' }), template] : []),
    ...(PLAIN.includes(step.event) ? [] : [element('label', { htmlFor: 'words', textContent: step.needs_reason ? '说明（当事人会看到；不用模板时必填）' : '说明（当事人会看到，可不填）' }), words]),
    corrections ? corrections.part : null,
    fault,
    element('div', { className: 'choices' }, element('button', { type: 'submit', className: 'main', textContent: `确认：${step.name}` }), button('取消', 'other', cancel)),
  );
  const check = (): [string, HTMLElement] | null => {
    if (step.needs_reason && template.value === '' && words.value.trim() === '') return ['请选择理由，或写明理由：当事人会看到。', step.templates.length ? template : words];
    return corrections?.check() ?? null;
  };
  const wish = (): Decision => ({ event: step.event, version: seen.version, template: template.value || null, words: words.value.trim(), corrections: corrections?.read() ?? null });
  sending(form, fault, check, async () => void (await moved(await decide(seen.number, wish(), key))), wordsOf);
  return form;
}
