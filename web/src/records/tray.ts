/** Where photographs and PDF files are chosen, looked over and taken back before they are uploaded. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { choose, chosenFor, drop, MOST_FILES, type Chosen } from './files.ts';
import { sizeInWords } from './words.ts';

export const addFile = (): string => pick('＋ 添加照片或文件', '+ Add a photo or file');

/** Return the tray of a draft or a case; `alreadyThere` counts what was uploaded before, `drawn` hears how many are chosen. */
export function tray(owner: string, label: string, alreadyThere = 0, drawn: (count: number) => unknown = () => undefined): { part: HTMLElement; input: HTMLInputElement } {
  const input = element('input', { id: 'files', type: 'file', multiple: true, accept: 'image/jpeg,image/png,application/pdf', className: 'hidden', attributes: { 'aria-describedby': 'files-note' } });
  const list = element('ul', { className: 'rows files' });
  const said = element('p', { className: 'problem', hidden: true, attributes: { role: 'alert' } });
  const draw = (): void => {
    list.replaceChildren(...chosenFor(owner).map((one) => lineOf(one, remove)));
    drawn(chosenFor(owner).length);
  };
  const remove = (one: Chosen): void => {
    drop(owner, one);
    draw();
    input.focus();
  };
  input.onchange = async () => {
    const faults = await choose(owner, [...(input.files ?? [])], MOST_FILES - alreadyThere);
    // The same file may be chosen again after it was removed.
    input.value = '';
    said.textContent = faults.join('\n');
    said.hidden = faults.length === 0;
    draw();
  };
  draw();
  const note = pick(`拍照或选文件：JPEG、PNG、PDF，每份 10 MB 以内，最多 ${MOST_FILES} 份。照片里的拍摄地点等信息会自动去掉。`, `Take a photo or choose a file: JPEG, PNG or PDF to 10 MB, at most ${MOST_FILES}. Where a photo was taken is removed.`);
  const part = element('div', { className: 'field tray' }, input, element('label', { htmlFor: 'files', className: 'act', textContent: label }), element('p', { className: 'note', id: 'files-note', textContent: note }), said, list);
  return { part, input };
}

function lineOf(one: Chosen, remove: (one: Chosen) => void): HTMLElement {
  const { file, fault } = one;
  const name = element('span', { className: 'name' }, element('span', { textContent: file.name }), element('span', { className: 'note', textContent: sizeInWords(file.size) }));
  const away = button(pick('移除', 'Remove'), 'quiet', () => remove(one));
  away.ariaLabel = pick(`移除 ${file.name}`, `Remove ${file.name}`);
  return element('li', {}, name, away, fault === null ? null : element('p', { className: 'problem', textContent: fault }));
}
