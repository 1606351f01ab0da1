/** A case with everything on one screen: what is said, the record, the materials, every step, and what may be done. */

import { element } from '../page/element.ts';
import { actionPart } from './decision.ts';
import type { Case, Colleague, DeskRecord, Material, Step } from './officer-api.ts';
import { facts, heading, show } from './stage.ts';
import { atTheDesk, belongingInWords, deadlineInWords, detailInWords, KINDS, momentInWords, partyInWords, positionInWords, reasonInWords, recordStateInWords, sizeInWords, sourceInWords } from './words.ts';

const PICTURES = ['image/jpeg', 'image/png'];

/** Show the case; `moved` goes on with it as it stands after a step. */
export function showCase(seen: Case, moved: (after: Case) => unknown, wordsOf: (error: unknown) => string | null): void {
  const back = element('p', {}, element('a', { href: '#/', textContent: '← 返回待办' }));
  show(
    back,
    heading(`${KINDS[seen.kind]} ${seen.number}`),
    statePart(seen),
    element(
      'div',
      { className: 'columns' },
      element('div', {}, saidPart(seen), recordPart(seen.record), materialsPart(seen.materials)),
      element('div', {}, actionPart(seen, moved, wordsOf), stepsPart(seen.steps)),
    ),
  );
}

function statePart({ state_text: state, deadline, decision_deadline: last, is_serious: isSerious }: Case): HTMLElement {
  return element(
    'p',
    { className: deadline?.is_late ? 'state late' : 'state' },
    element('strong', { textContent: state }),
    deadline ? element('span', { textContent: deadlineInWords(deadline) }) : null,
    last && last.due_on !== deadline?.due_on ? element('span', { textContent: `全案${deadlineInWords(last)}` }) : null,
    deadline ? element('span', { className: 'note', textContent: sourceInWords(deadline) }) : null,
    isSerious ? element('strong', { className: 'mark', textContent: '严重失信：准予修复须两人' }) : null,
  );
}

function saidPart(seen: Case): HTMLElement {
  return section(
    '当事人',
    facts([
      ['姓名', seen.masked_name],
      ['身份证号', `${seen.masked_id_number}（实名核验过，可与材料核对末两位）`],
      ['记录归属', belongingInWords(seen.is_of_person)],
      [seen.kind === 'dispute' ? '认为' : '途径', reasonInWords(seen.reason)],
      ['提交', momentInWords(seen.opened_at)],
      ['称义务履行完毕', seen.duty_done_on],
      ['信用承诺', seen.commitment_version === null ? null : `已作出（第 ${seen.commitment_version} 版）`],
      ['经办', nameOf(seen.assigned_to)],
      ['初审', nameOf(seen.proposed_by)],
      ['决定', nameOf(seen.decided_by)],
    ]),
    element('h3', { textContent: '本人的话' }),
    seen.words === '' ? element('p', { className: 'note', textContent: '没有填写。' }) : element('blockquote', { textContent: seen.words }),
  );
}

function recordPart(record: DeskRecord | null): HTMLElement {
  if (record === null) return section('记录', element('p', { textContent: '这条记录已被删除。' }));
  return section(
    '记录',
    facts([
      ['状态', recordStateInWords(record.state)],
      ['事项', record.item.name ?? record.item.id],
      ['来源单位', record.department.name ?? record.department.code],
      ['文书', record.title],
      ['文号', record.document_number],
      ['决定日期', record.decided_on],
      ['有效期至', record.valid_until],
      ['履行完毕', record.duty_fulfilled_on],
      ['更正日期', record.corrected_on],
      ['撤下日期', record.taken_off_on],
      ['依据', record.legal_basis],
      ...record.details.map((one): [string, string] => [one.zh, detailInWords(one)]),
    ]),
  );
}

function materialsPart(materials: Material[]): HTMLElement {
  if (materials.length === 0) return section('材料', element('p', { className: 'note', textContent: '没有材料。' }));
  return section('材料', element('ul', { className: 'materials' }, ...materials.map(materialOf)));
}

function materialOf(material: Material): HTMLElement {
  const scanned = material.scan === 'clean' ? '已查毒' : '未查毒，请谨慎打开';
  const about = element('span', { className: 'note', textContent: `${sizeInWords(material.size)} · ${momentInWords(material.added_at)} · ${scanned}` });
  if (material.href === null) return element('li', {}, element('span', { textContent: `${material.name}（保存期满，已删除）` }), about);
  const isPicture = PICTURES.includes(material.media_type);
  const link = element('a', { href: material.href, target: '_blank', rel: 'noopener', textContent: isPicture ? material.name : `下载 ${material.name}` });
  // Each look is an entry that the person reads: a picture is fetched when it is asked for, and not before.
  return element('li', {}, link, about);
}

function stepsPart(steps: Step[]): HTMLElement {
  return section('经过', element('ol', { className: 'steps' }, ...[...steps].reverse().map(stepOf)));
}

function stepOf(step: Step): HTMLElement {
  const lines = [step.reason, step.words === '' ? null : step.words, step.position === null ? null : `意见：${positionInWords(step.position)}`, ...correctionsOf(step)];
  return element(
    'li',
    {},
    element('strong', { textContent: atTheDesk(step.happened) }),
    element('span', { className: 'note', textContent: `${momentInWords(step.at)} · ${partyInWords(step.by)} ${step.actor}` }),
    ...lines.filter((line) => line !== null).map((line) => element('p', { textContent: line })),
  );
}

function correctionsOf({ corrections }: Step): string[] {
  if (corrections === null) return [];
  const lines: [string, string | null | undefined][] = [
    ['文书', corrections.title],
    ['决定日期', corrections.decided_on],
    ['有效期至', corrections.valid_until],
    ['履行完毕', corrections.duty_fulfilled_on],
    ...corrections.details.map((one): [string, string] => [one.zh, detailInWords(one)]),
  ];
  return lines.filter(([, value]) => value).map(([name, value]) => `更正 ${name}：${value}`);
}

function section(title: string, ...parts: (Node | null)[]): HTMLElement {
  return element('section', { className: 'part' }, element('h2', { textContent: title }), ...parts);
}

function nameOf(colleague: Colleague | null): string | null {
  return colleague && (colleague.is_me ? `${colleague.name}（我）` : colleague.name);
}
