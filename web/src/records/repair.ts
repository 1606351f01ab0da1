/** 信用修复: whether a record can be repaired and from when, and the application. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { forgetDraft, requestKey } from '../citizen/drafts.ts';
import { chosenFor, handOver, uploadAll } from './files.ts';
import { keptDay, keptTick, keptWords } from './kept-fields.ts';
import { PROMISE } from './promise.ts';
import { aboutPart } from './record-card.ts';
import { confirmRepair, draftRepair, findRecord, judgeRepair, type Case, type Outlook } from './records-api.ts';
import { addressOfCase, addressOfRecord, OVERVIEW } from './route.ts';
import { sending, type Missing } from '../room/sending.ts';
import { addFile, tray } from './tray.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { verdictOf } from './verdict.ts';
import { reasonInWords } from './words.ts';

/** Return whether this record can be repaired and why, and the form where it can. */
export async function repairView(id: string, desk: Desk): Promise<Node[]> {
  const [record, outlook] = await Promise.all([findRecord(id), judgeRepair(id)]);
  return [
    backTo(OVERVIEW),
    element('h1', { textContent: pick('申请信用修复', 'Apply for repair') }),
    ...(record === null ? [] : [aboutPart(record)]),
    verdictPart(outlook),
    conditionsPart(outlook),
    ...(outlook.is_possible ? [followsPart(outlook), repairForm(id, outlook, desk)] : otherwisePart(id, outlook, record?.dispute !== null)),
  ];
}

function verdictPart(outlook: Outlook): HTMLElement {
  const { tone, words, why } = verdictOf(outlook);
  const { open_case: open } = outlook;
  return element(
    'div',
    { className: `part ${tone}`, id: 'verdict' },
    element('strong', { textContent: words }),
    why === null ? null : element('p', { textContent: why }),
    open === null ? null : act(pick('看修复进度', 'See how it stands'), addressOfCase(open), '', 'main'),
  );
}

function conditionsPart({ conditions, is_possible: isPossible }: Outlook): HTMLElement {
  const lines = conditions.map(({ code, is_met: isMet, why }) => {
    // What an application can still show stands in nobody's way.
    const kind = isMet ? 'met' : isPossible && code === 'duty_done' ? 'owed' : 'unmet';
    const [mark, said] = { met: ['✓', pick('已满足：', 'Met: ')], owed: ['↑', pick('要上传证明：', 'A proof is needed: ')], unmet: ['✕', pick('未满足：', 'Not met: ')] }[kind];
    return element('li', { className: kind }, element('span', { className: 'mark', textContent: mark, ariaHidden: 'true' }), element('span', { className: 'hidden', textContent: said }), element('span', { textContent: why }));
  });
  return section(pick('逐条看', 'One by one'), element('ul', { className: 'conditions' }, ...lines));
}

function otherwisePart(id: string, { open_case: open, fee }: Outlook, mayDispute: boolean): Node[] {
  if (open !== null) return [element('p', { className: 'note', textContent: fee })];
  return [
    element('p', { textContent: pick('认为记录本身有错，不用等，现在就可以提异议。', 'If the record itself is wrong you need not wait: dispute it now.'), hidden: !mayDispute }),
    ...(mayDispute ? [act(pick('提出异议', 'Dispute it'), addressOfRecord(id, 'dispute'))] : []),
    element('p', { className: 'note', textContent: fee }),
  ];
}

function followsPart({ way, fee }: Outlook): HTMLElement {
  const { repair_accept: soon, repair_decide: decided } = PROMISE;
  const lines = [
    pick(`方式：${reasonInWords(way ?? '')}。`, `The way: ${reasonInWords(way ?? '')}.`),
    pick(`提交后 ${soon} 个工作日内告诉你是否受理，一般 ${decided} 个工作日内有结果。`, `Within ${soon} working days you hear whether it is accepted, and usually within ${decided} the result.`),
    pick('办成后，这条记录不再公示、不再计入；在此之前记录照旧。决定前可以撤回。', 'Once granted, it is neither published nor counted; until then it stands. You may withdraw before the decision.'),
    fee,
  ];
  return element('section', { className: 'asked' }, element('h2', { textContent: pick('提交之后', 'What follows') }), element('ul', {}, ...lines.map((line) => element('li', { textContent: line }))));
}

function repairForm(id: string, outlook: Outlook, desk: Desk): HTMLElement {
  const draft = repairDraft(id), needsProof = outlook.needs_proof;
  const day = keptDay(draft, 'duty-done-on', pick('义务哪天履行完的', 'When did you finish doing your duty?'), desk.today);
  const words = keptWords(draft, 'words', pick('说明（可以不写）', 'What you want to say (optional)'), pick('怎样改正、怎样履行的。', 'How you put things right.'));
  const title = needsProof ? pick('履行证明（必传）', 'Proof that the duty is done (needed)') : pick('材料（可以不传）', 'Materials (none needed)');
  const files = tray(draft, addFile());
  const promise = commitmentPart(draft, outlook);
  const form = element('form', {}, ...(needsProof ? [day.part] : []), words.part, element('h2', { textContent: title }), files.part, promise.part);
  const check = (): Missing | null => {
    if (needsProof && day.input.value > desk.today) return { words: pick('履行日期不能晚于今天。', 'That day cannot be after today.'), at: day.input };
    if (needsProof && chosenFor(draft).length === 0) return { words: pick('请至少添加一份履行证明，如缴款凭证。拍照就可以；没有的，请向作出决定的单位开具。', 'Add at least one proof, such as a photo of a receipt; without one, ask the body that decided.'), at: files.input };
    return promise.check();
  };
  const send = async (tell: (words: string) => void): Promise<void> => {
    const wish = { record: id, words: words.input.value.trim(), duty_done_on: day.input.value || null };
    const { number } = await draftRepair(wish, requestKey(draft, wish));
    handOver(draft, number);
    history.replaceState(null, '', addressOfCase(number));
    await finish(number, draft, tell, desk);
  };
  form.append(sending(form, { check, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('提交申请', 'Send the application') }));
  return form;
}

/** Upload, then make the commitment; what goes wrong leaves a draft that its own page completes. */
async function finish(number: string, draft: string, tell: (words: string) => void, desk: Desk): Promise<void> {
  try {
    if ((await uploadAll(number, tell)) === 0) {
      await confirmRepair(number);
      forgetDraft(draft);
      return await desk.goOn(sentInWords(number));
    }
  } catch (error) {
    const words = desk.wordsOf(error);
    return words === null ? undefined : await desk.goOn(pick(`还没有提交：${words}`, `Not sent yet: ${words}`), true);
  }
  await desk.goOn(pick('还没有提交：有材料没有传上，见下面。', 'Not sent yet: a file was not uploaded; see below.'), true);
}

/** Return the form that completes a draft and sends it. */
export function confirmForm({ number, record, materials }: Case, outlook: Outlook, desk: Desk): HTMLElement {
  const draft = repairDraft(record);
  const files = tray(number, addFile(), materials.length);
  const promise = commitmentPart(draft, outlook);
  const form = element('form', {}, files.part, promise.part);
  const check = (): Missing | null => {
    const isShort = outlook.needs_proof && materials.length + chosenFor(number).length === 0;
    return isShort ? { words: pick('请先添加履行证明。', 'Add a proof first.'), at: files.input } : promise.check();
  };
  const send = (tell: (words: string) => void): Promise<void> => finish(number, draft, tell, desk);
  form.append(sending(form, { check, send, wordsOf: desk.wordsOf }), element('button', { type: 'submit', className: 'main', textContent: pick('提交申请', 'Send the application') }));
  return form;
}

function commitmentPart(draft: string, { commitment, false_material: consequence }: Outlook): { part: HTMLElement; check(): Missing | null } {
  const commits = keptTick(draft, 'commits', pick('我作出这份承诺', 'I make this commitment'));
  const knows = keptTick(draft, 'knows', pick('我已知道提交虚假材料的后果', 'I know what follows from false material'));
  const part = section(pick('信用承诺', 'Commitment'), element('blockquote', { textContent: commitment }), commits.part, element('blockquote', { textContent: consequence }), knows.part);
  const check = (): Missing | null => {
    if (!commits.input.checked) return { words: pick('请阅读并勾选信用承诺。', 'Read the commitment and tick it.'), at: commits.input };
    return knows.input.checked ? null : { words: pick('请阅读并勾选提交虚假材料的后果。', 'Read what follows from false material and tick it.'), at: knows.input };
  };
  return { part, check };
}

function sentInWords(number: string): string {
  return pick(`修复申请已提交，编号 ${number}。`, `The application is sent as ${number}.`);
}

function repairDraft(record: string): string {
  return `repair:${record}`;
}
