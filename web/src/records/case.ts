/** A case: progress line, clock, decision with its reason, how to go on, materials, and everything that happened. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { nextPart, withdrawPart } from './case-moves.ts';
import { chosenFor, notUploaded, uploadAll } from './files.ts';
import { openPart } from './own-material.ts';
import { decisionOf, lineOf, turnOf, type Stage } from './progress.ts';
import { getCase, listRecords, type Case, type Deadline, type Material, type Step } from './records-api.ts';
import { CASES } from './route.ts';
import { sending } from '../room/sending.ts';
import { addFile, tray } from './tray.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { reasonPart } from './reasons.ts';
import { dayInWords, minuteInWords } from '../page/moments.ts';
import { dueInWords, kindInWords, nameOf, nextInWords, reasonInWords, sizeInWords } from './words.ts';

export async function caseView(number: string, desk: Desk): Promise<Node[]> {
  const [seen, records] = await Promise.all([getCase(number), listRecords()]);
  const record = records.find((one) => one.id === seen.record);
  const decision = decisionOf(seen);
  const parts = [
    backTo(CASES),
    element('h1', {}, `${kindInWords(seen.kind)} `, element('span', { className: 'number', textContent: seen.number })),
    record ? element('p', { className: 'note', textContent: nameOf(record) }) : null,
    progressPart(seen),
    clockPart(seen, record?.department.name ?? null),
    decision && decisionPart(decision, seen.state === 'in_review'),
    await nextPart(seen, desk),
    goOnPart(seen),
    materialsPart(seen, desk),
    saidPart(seen),
    historyPart(seen.steps),
    withdrawPart(seen, desk),
    element('p', { className: 'note', textContent: seen.fee }),
  ];
  return parts.filter((part) => part !== null);
}

function progressPart(seen: Case): HTMLElement {
  return element('ol', { className: 'line', ariaLabel: pick('进度', 'Progress') }, ...lineOf(seen).map(stageOf));
}

function stageOf({ name, at, state }: Stage): HTMLElement {
  const said = { done: pick('已完成', 'done'), now: pick('进行中', 'going on'), waits: pick('等待中', 'waiting'), next: pick('还没到', 'not yet') }[state];
  const isHere = state === 'now' || state === 'waits';
  return element(
    'li',
    { className: state, ...(isHere ? { ariaCurrent: 'step' } : {}) },
    element('span', { className: 'dot', ariaHidden: 'true', textContent: state === 'done' ? '✓' : '' }),
    element('span', { textContent: name }),
    element('span', { className: 'hidden', textContent: pick(`（${said}）`, ` (${said})`) }),
    element('span', { className: 'note', textContent: at === null ? (isHere ? said : '') : at.slice(5, 10) }),
  );
}

function clockPart(seen: Case, source: string | null): HTMLElement {
  const { state, state_text: words, deadline, decision_deadline: last } = seen;
  const turn = turnOf(seen, source);
  return element(
    'section',
    { className: deadline?.is_late ? 'clock late' : 'clock', id: 'clock' },
    element('strong', { textContent: words }),
    deadline ? element('p', { textContent: nextInWords(deadline) }) : null,
    last && last.due_on !== deadline?.due_on ? element('p', { textContent: pick(`全案决定：${dueInWords(last)}`, `The whole case decided ${dueInWords(last)}`) }) : null,
    turn === null ? null : element('p', { textContent: pick(`现在轮到：${turn}`, `Whose turn it is: ${turn}`) }),
    deadline && state !== 'draft' ? sourcePart(deadline) : null,
  );
}

function sourcePart({ source, reason }: Deadline): HTMLElement {
  const why = reason === null ? '' : pick(`。为什么用它：${reason}。`, `. Why this one: ${reason}.`);
  return element('p', { className: 'note', textContent: pick(`期限依据：${source}`, `The deadline’s source: ${source}`) + why });
}

function decisionPart({ happened, reason, words, at }: Step, isInReview: boolean): HTMLElement {
  const why = reasonPart({ reason, words });
  return element(
    'section',
    { className: 'section decision', id: 'decision' },
    element('h2', { textContent: isInReview ? pick('复核前的决定', 'The decision under review') : pick('决定', 'Decision') }),
    element('strong', { textContent: happened }),
    element('p', { className: 'note', textContent: dayInWords(at.slice(0, 10)) }),
    ...(why.length ? [element('h3', { textContent: pick('理由', 'The reason') }), ...why] : []),
  );
}

function goOnPart({ go_on: ways }: Case): HTMLElement | null {
  if (ways.length === 0) return null;
  return section(pick('还可以怎么做', 'How to go on'), element('ul', { className: 'rows' }, ...ways.map((words) => element('li', { textContent: words }))));
}

/** Return what was uploaded, and the way to add to it, where no form above it has one. */
function materialsPart({ number, deadline, materials, may }: Case, desk: Desk): HTMLElement | null {
  const isOpen = deadline !== null && !may.includes('apply') && !may.includes('supply');
  if (!isOpen && materials.length === 0) return null;
  const list = materials.length ? element('ul', { className: 'rows' }, ...materials.map((one) => materialOf(number, one, desk))) : element('p', { className: 'note', textContent: pick('还没有材料。', 'None yet.') });
  return section(pick('材料', 'Materials'), list, isOpen ? uploadForm(number, materials.length, desk) : null);
}

function materialOf(number: string, one: Material, desk: Desk): HTMLElement {
  const { name, size, added_at: at, is_removed: isRemoved } = one;
  const about = `${sizeInWords(size)} · ${minuteInWords(at)}${isRemoved ? pick(' · 保存期满，已删除', ' · deleted, as its time was over') : ''}`;
  return element('li', {}, element('span', { textContent: name }), element('span', { className: 'note', textContent: about }), isRemoved ? null : openPart(number, one, desk));
}

function uploadForm(number: string, count: number, desk: Desk): HTMLElement {
  const upload = element('button', { type: 'submit', className: 'main', textContent: pick('上传', 'Upload') });
  const files = tray(number, addFile(), count, (chosen) => (upload.hidden = chosen === 0));
  const form = element('form', {}, files.part);
  const check = () => (chosenFor(number).length ? null : { words: pick('请先添加照片或文件。', 'Add a photo or file first.'), at: files.input });
  const send = async (tell: (words: string) => void): Promise<void> => {
    const before = chosenFor(number).length;
    const left = await uploadAll(number, tell);
    if (left) return desk.goOn(notUploaded(left), true);
    await desk.goOn(pick(`已上传 ${before} 份材料。`, `${before} files uploaded.`));
  };
  form.append(sending(form, { check, send, wordsOf: desk.wordsOf }), upload);
  return form;
}

function saidPart({ reason, words }: Case): HTMLElement {
  return section(pick('你提交的内容', 'What you sent'), element('p', { textContent: reasonInWords(reason) }), words ? element('blockquote', { textContent: words }) : null);
}

function historyPart(steps: Step[]): HTMLElement {
  const lines = [...steps].reverse().map(({ at, happened, reason, words }) =>
    element('li', {}, element('strong', { textContent: happened }), element('span', { className: 'note', textContent: minuteInWords(at) }), ...reasonPart({ reason, words })),
  );
  return element('details', { className: 'section' }, element('summary', { textContent: pick(`全部经过（${steps.length} 步）`, `All that happened (${steps.length})`) }), element('ol', { className: 'rows' }, ...lines));
}
