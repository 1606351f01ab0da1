/** 异议: saying what is wrong with a record, looking it over, and sending it. */

import { act, button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { fieldOf, forgetDraft, requestKey } from '../citizen/drafts.ts';
import { chosenFor, handOver, uploadAll } from './files.ts';
import { keptChoice, keptWords } from './kept-fields.ts';
import { PROMISE } from './promise.ts';
import { aboutPart } from './record-card.ts';
import { findRecord, listCases, openDispute, type CreditRecord } from './records-api.ts';
import { addressOfCase, addressOfRecord, OVERVIEW } from './route.ts';
import { sending, type Missing } from '../room/sending.ts';
import { addFile, tray } from './tray.ts';
import { backTo, type Desk } from '../room/views.ts';
import { disputeReasons, nameOf, reasonInWords, sizeInWords } from './words.ts';

const NEED_WORDS = ['wrong_content', 'other'];

/** Return the form, or where the case is that the record is in already. */
export async function disputeForm(id: string): Promise<Node[]> {
  const record = await findRecord(id);
  if (record === null || record.dispute === null) return takenPart(record, id);
  const draft = draftOf(id);
  const reason = keptChoice(draft, 'reason', pick('哪里不对？（选一项）', 'What is wrong? (choose one)'), disputeReasons());
  const words = keptWords(draft, 'words', pick('说说具体情况', 'Tell what happened'), pick('写清楚哪里不对、实际是怎样，办得更快。', 'What is wrong, and how it really is: that makes it faster.'));
  const files = tray(draft, addFile());
  const form = element('form', {}, reason.part, words.part, element('h2', { textContent: pick('材料（可以不传，之后也能补）', 'Materials (none needed; you can add them later)') }), files.part);
  const check = (): Missing | null => {
    if (reason.read() === '') return { words: pick('请选择哪里不对。', 'Choose what is wrong.'), at: reason.first };
    if (NEED_WORDS.includes(reason.read()) && words.input.value.trim() === '') return { words: pick('请写明哪里不对。', 'Say what is wrong.'), at: words.input };
    return null;
  };
  const below = sending(form, { check, send: async () => void (location.hash = addressOfRecord(id, 'dispute-check')), wordsOf: () => null });
  form.append(below, element('button', { type: 'submit', className: 'main', textContent: pick('下一步：核对', 'Next: look it over') }));
  return [backTo(OVERVIEW), element('h1', { textContent: pick('提出异议', 'Dispute a record') }), aboutPart(record), followsPart(), form];
}

/** Return what will be sent, to be looked over; without a reason it is the form again. */
export async function disputeCheck(id: string, desk: Desk): Promise<Node[]> {
  const draft = draftOf(id);
  const reason = fieldOf(draft, 'reason'), words = fieldOf(draft, 'words').trim();
  const record = await findRecord(id);
  if (record === null || record.dispute === null || reason === '') return disputeForm(id);
  const files = chosenFor(draft).map(({ file }) => file.name + pick(`（${sizeInWords(file.size)}）`, ` (${sizeInWords(file.size)})`));
  const form = element('form', {});
  const send = async (tell: (words: string) => void): Promise<void> => {
    const wish = { record: id, reason, words };
    const { number } = await openDispute(wish, requestKey(draft, wish));
    handOver(draft, number);
    forgetDraft(draft);
    // What was sent is no place to come back to.
    history.replaceState(null, '', addressOfCase(number));
    await goOnWith(number, tell, desk);
  };
  const below = sending(form, { check: () => null, send, wordsOf: desk.wordsOf });
  form.append(below, element('button', { type: 'submit', className: 'main', textContent: pick('确认提交', 'Send it') }), button(pick('改一改', 'Change it'), 'other', () => history.back()));
  const lines: [string, string][] = [
    [pick('记录', 'Record'), nameOf(record)],
    [pick('哪里不对', 'What is wrong'), reasonInWords(reason)],
    [pick('你的话', 'Your words'), words || pick('没有填写', 'None')],
    [pick('材料', 'Materials'), files.join('\n') || pick('没有，之后可以补', 'None; you can add them later')],
  ];
  const said = lines.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]);
  return [element('h1', { textContent: pick('核对一下', 'Look it over') }), element('dl', { className: 'facts' }, ...said), followsPart(), form];
}

/** Upload what was chosen for a case that is made, and show it, with what could not be uploaded. */
async function goOnWith(number: string, tell: (words: string) => void, desk: Desk): Promise<void> {
  let left: number;
  try {
    left = await uploadAll(number, tell);
  } catch {
    left = chosenFor(number).length;
  }
  const done = pick(`异议已提交，编号 ${number}。这条记录现在起不计入。`, `The dispute is filed as ${number}. The record does not count from now on.`);
  const missing = pick(`但有 ${left} 份材料没有传上，见下面“材料”。`, ` But ${left} files were not uploaded; see Materials below.`);
  await desk.goOn(left ? done + missing : done, left > 0);
}

function followsPart(): HTMLElement {
  const { dispute_forward: soon, dispute_decide: decided, dispute_decide_extended: latest } = PROMISE;
  const lines = [
    pick('提交后，这条记录马上标注“异议处理中”，不计入信用状况。', 'Once it is filed, the record is marked as disputed and does not count.'),
    pick(`${soon} 个工作日内开始核查或转交来源单位，${decided} 个工作日内决定；情况复杂的会告诉你原因，最长 ${latest} 个工作日。`, `Within ${soon} working days it is looked into or passed on, within ${decided} it is decided; a complex one, with the reason told, in ${latest} at most.`),
    pick('核查、转交、决定，每有进展都给你发消息；决定前可以随时撤回。不收任何费用。', 'You get a message whenever it goes on, and may withdraw it until it is decided. It never costs anything.'),
  ];
  return element('section', { className: 'asked' }, element('h2', { textContent: pick('提交之后', 'What follows') }), element('ul', {}, ...lines.map((line) => element('li', { textContent: line }))));
}

async function takenPart(record: CreditRecord | null, id: string): Promise<Node[]> {
  const open = (await listCases()).find((one) => one.record === id && one.kind === 'dispute');
  const words = record === null ? pick('没有这条记录。', 'There is no such record.') : pick('这条记录已提过异议，或已更正、修复、撤下，不用再提。', 'The record is in dispute already, or was corrected, repaired or taken off.');
  return [backTo(OVERVIEW), element('h1', { textContent: pick('提出异议', 'Dispute a record') }), element('p', { textContent: words }), open ? act(pick('看异议进度', 'See how it stands'), addressOfCase(open.number), '', 'main') : ''].filter((one) => one instanceof Node);
}

function draftOf(record: string): string {
  return `dispute:${record}`;
}
