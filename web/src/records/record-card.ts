/** A record: what, from whom, whether it counts and why, and what can be done about it. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import type { Case, CreditRecord, StatusLine } from './records-api.ts';
import { addressOfCase, addressOfRecord } from './route.ts';
import { dayInWords } from '../page/moments.ts';
import { detailInWords, kindInWords, nameOf, partInWords } from './words.ts';

/** Return the card; `line` is the record's part in the status, `open` its case that is going on. */
export function recordCard(record: CreditRecord, line: StatusLine | undefined, open: Case | undefined): HTMLElement {
  const { mark, tone, why } = partInWords(record, line);
  const title = nameOf(record);
  return element(
    'article',
    { className: 'record', ariaLabel: title, id: record.id },
    element('h3', { textContent: title }),
    sourcePart(record),
    element('p', { className: `part ${tone}` }, element('strong', { textContent: mark }), why ? element('span', { textContent: why }) : null),
    detailsPart(record),
    actsPart(record, open),
  );
}

/** Say from whom a record comes, and of when it is. */
export function sourcePart({ department, decided_on: day }: CreditRecord): HTMLElement {
  const from = department.name ?? department.code;
  return element('p', { className: 'note', textContent: pick(`来自${from}，${dayInWords(day)}作出`, `From ${from}, decided on ${dayInWords(day)}`) });
}

/** Say which record it is about. */
export function aboutPart(record: CreditRecord): HTMLElement {
  return element('section', { className: 'about' }, element('strong', { textContent: nameOf(record) }), sourcePart(record));
}

function detailsPart(record: CreditRecord): HTMLElement {
  const lines: [string, string | null][] = [
    [pick('文书', 'Document'), record.title],
    [pick('文号', 'Number'), record.document_number],
    [pick('有效期至', 'Valid until'), record.valid_until && dayInWords(record.valid_until)],
    [pick('义务履行完毕', 'Duty done on'), record.duty_fulfilled_on && dayInWords(record.duty_fulfilled_on)],
    [pick('依据', 'Legal basis'), record.legal_basis],
    ...record.details.map((one): [string, string] => [one.zh, detailInWords(one)]),
  ];
  const terms = lines.flatMap(([name, value]) => (value ? [element('dt', { textContent: name }), element('dd', { textContent: value })] : []));
  return element('details', {}, element('summary', { textContent: pick('文书和依据', 'Document and legal basis') }), element('dl', {}, ...terms));
}

function actsPart(record: CreditRecord, open: Case | undefined): HTMLElement | null {
  const name = nameOf(record);
  const acts = [
    open ? act(pick(`看${kindInWords(open.kind)}进度`, 'See how the case stands'), addressOfCase(open.number), name, 'main') : null,
    record.dispute ? act(pick('提出异议', 'Dispute it'), addressOfRecord(record.id, 'dispute'), name) : null,
    record.polarity === 'adverse' && record.state === 'in_force' && !open ? act(pick('申请修复', 'Apply for repair'), addressOfRecord(record.id, 'repair'), name) : null,
  ].filter((one) => one !== null);
  return acts.length ? element('p', { className: 'acts' }, ...acts) : null;
}
