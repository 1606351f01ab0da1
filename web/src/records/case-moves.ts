/** What the citizen may do with a case now. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { forgetDraft } from '../citizen/drafts.ts';
import { chosenFor, notUploaded, uploadAll } from './files.ts';
import { keptWords } from './kept-fields.ts';
import { confirmForm } from './repair.ts';
import { askReview, judgeRepair, supply, withdraw, type Case } from './records-api.ts';
import { sending } from '../room/sending.ts';
import { addFile, tray } from './tray.ts';
import { section, type Desk } from '../room/views.ts';
import { reasonPart } from './reasons.ts';

/** Return what it is the citizen's turn to do, or null where that is nothing. */
export async function nextPart(seen: Case, desk: Desk): Promise<HTMLElement | null> {
  if (seen.may.includes('apply')) {
    const outlook = await judgeRepair(seen.record);
    return section(pick('还没有提交', 'Not sent yet'), confirmForm(seen, outlook, desk));
  }
  if (seen.may.includes('supply')) return supplyPart(seen, desk);
  return seen.may.includes('ask_review') ? reviewPart(seen, desk) : null;
}

function supplyPart({ number, steps, materials }: Case, desk: Desk): HTMLElement {
  const asked = steps.filter((one) => one.event === 'ask_materials').at(-1);
  const wanted = reasonPart(asked);
  const files = tray(number, addFile(), materials.length);
  const form = element('form', {}, ...wanted, files.part);
  const check = () => (materials.length + chosenFor(number).length > 0 ? null : { words: pick('请先添加照片或文件。', 'Add a photo or file first.'), at: files.input });
  const send = async (tell: (words: string) => void): Promise<void> => {
    const left = await uploadAll(number, tell);
    if (left) return desk.goOn(notUploaded(left), true);
    await supply(number);
    await desk.goOn(pick('材料已补齐，继续办理。', 'The materials are there; it goes on.'));
  };
  form.append(sending(form, { check, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('材料已补齐', 'They are all there') }));
  return section(pick('请补充材料', 'Materials are missing'), form);
}

function reviewPart({ number }: Case, desk: Desk): HTMLElement {
  const draft = `review:${number}`;
  const words = keptWords(draft, 'review-words', pick('为什么不同意（可以不写）', 'Why you disagree (optional)'), pick('换一位经办人重新审看，只能申请一次，不收费。复核期间这条记录不计入。', 'Another officer looks at it anew; once, free of charge. The record does not count meanwhile.'));
  const form = element('form', {}, words.part);
  const send = async (): Promise<void> => {
    await askReview(number, words.input.value.trim());
    forgetDraft(draft);
    await desk.goOn(pick('已申请复核。', 'The review is asked for.'));
  };
  form.append(sending(form, { check: () => null, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('申请复核', 'Ask for a review') }));
  return section(pick('不同意这个决定', 'If you disagree'), form);
}

/** Return the way to take the case back, which asks once more before it does. */
export function withdrawPart({ number, kind, may }: Case, desk: Desk): HTMLElement | null {
  if (!may.includes('withdraw')) return null;
  const place = element('div', { className: 'section' });
  const offer = (): void => place.replaceChildren(button(kind === 'dispute' ? pick('撤回异议', 'Withdraw the dispute') : pick('撤回申请', 'Withdraw the application'), 'quiet', ask));
  const ask = (): void => {
    const follows = kind === 'dispute' ? pick('撤回后，这条记录恢复计入；之后还可以再提。', 'The record then counts again; you may dispute it again later.') : pick('撤回后，申请停止办理；之后还可以再申请，不收费。', 'The application then stops; you may apply again, free of charge.');
    const form = element('form', {}, element('p', { textContent: follows }));
    const send = async (): Promise<void> => {
      await withdraw(number);
      await desk.goOn(pick('已撤回。', 'It is withdrawn.'));
    };
    form.append(sending(form, { check: () => null, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('确认撤回', 'Withdraw it') }), button(pick('不撤回', 'Keep it'), 'other', offer));
    place.replaceChildren(form);
    form.querySelector('button')?.focus();
  };
  offer();
  return place;
}
