/** Where the citizen ticks what a merchant shall see. */

import type { Named } from '../ground/terms.ts';
import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { keepChoice, keptChoice } from './kept-choice.ts';
import { submit } from './stage.ts';
import type { Claim, Wish } from './citizen-api.ts';

/** Return the form and its button; `choose` gets what was ticked, `asked` says that a merchant asks. */
export function choiceForm(perks: readonly Named[], challenge: string | null, asked: HTMLElement | null, choose: (wish: Wish) => unknown): HTMLElement[] {
  const kept = keptChoice();
  const offered = OFFERED().filter(({ claim }) => claim !== 'perk' || perks.length > 0);
  const boxes = offered.map(({ claim, words, note }) => tickBox(claim, words, note, kept.claims.includes(claim)));
  const perk = perkChoice(perks, kept.perk);
  const next = submit(pick('看看对方会看到什么', 'See what they will see'), 'choice');
  next.setAttribute('aria-describedby', 'nothing-ticked');
  const missing = element('p', { id: 'nothing-ticked', className: 'note', textContent: pick('请先勾选至少一项。', 'Tick at least one of them first.') });
  const form = element(
    'form',
    { id: 'choice' },
    element('h1', { textContent: pick('选择要出示的内容', 'Choose what to show') }),
    asked,
    element('fieldset', {}, element('legend', { textContent: pick('只有勾选的内容会写进码里', 'The code holds what is ticked, and nothing else') }), ...boxes, perk),
  );
  const follow = (): void => {
    const claims = chosen(form);
    perk.hidden = !claims.includes('perk');
    next.disabled = claims.length === 0;
    missing.hidden = claims.length > 0;
  };
  form.onchange = follow;
  follow();
  form.onsubmit = (event) => {
    event.preventDefault();
    const claims = chosen(form);
    const wish = { claims, perk: perk.querySelector('select')?.value ?? null, challenge };
    keepChoice(wish);
    choose(wish);
  };
  return [form, missing, next];
}

function OFFERED(): { claim: Claim; words: string; note?: string }[] {
  return [
    { claim: 'level', words: pick('信用状况等级', 'Level of the status') },
    { claim: 'no_adverse', words: pick('有没有计入的失信信息', 'Whether an adverse record counts') },
    { claim: 'perk', words: pick('是否符合一项激励的条件', 'Whether one perk is open to you') },
    { claim: 'name', words: pick('姓名（只写最后一个字，如 *明）', 'Name (only its last character, as in *明)') },
    {
      claim: 'match_code',
      words: pick('身份证号码后四位', 'Last four characters of the ID number'),
      note: pick('比其他各项更能认出你：对方要核对证件时才勾选。', 'It tells more about who you are than the rest: tick it only where the ID card is checked.'),
    },
  ];
}

function tickBox(claim: Claim, words: string, note: string | undefined, isTicked: boolean): HTMLElement {
  const id = `claim-${claim}`, noteId = `${id}-note`;
  const described: Record<string, string> = note === undefined ? {} : { 'aria-describedby': noteId };
  return element(
    'div',
    { className: 'tick' },
    element('input', { type: 'checkbox', id, name: 'claim', value: claim, checked: isTicked, attributes: described }),
    element('label', { htmlFor: id, textContent: words }),
    note === undefined ? null : element('p', { id: noteId, className: 'note', textContent: note }),
  );
}

function perkChoice(perks: readonly Named[], chosenLast: string | null): HTMLElement {
  const options = perks.map((perk) => element('option', { value: perk.id, selected: perk.id === chosenLast, textContent: pick(perk.name_zh, perk.name_en) }));
  return element(
    'div',
    { className: 'perk' },
    element('label', { htmlFor: 'perk', textContent: pick('哪一项激励', 'Which perk') }),
    element('select', { id: 'perk' }, ...options),
  );
}

function chosen(form: HTMLElement): Claim[] {
  const boxes = form.querySelectorAll<HTMLInputElement>('input[name=claim]:checked');
  return Array.from(boxes, (box) => box.value as Claim);
}
