/** My cases: each with where it stands and the next date. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { listCases, listRecords, type Case } from './records-api.ts';
import { addressOfCase, OVERVIEW } from './route.ts';
import { backTo } from '../room/views.ts';
import { dayInWords } from '../page/moments.ts';
import { kindInWords, nameOf, nextInWords } from './words.ts';

export async function casesView(): Promise<Node[]> {
  const [cases, records] = await Promise.all([listCases(), listRecords()]);
  const names = new Map(records.map((one) => [one.id, nameOf(one)]));
  const none = element('p', { textContent: pick('还没有案件。在记录下面点“提出异议”或“申请修复”。', 'No cases yet. Press “Dispute it” or “Apply for repair” below a record.'), hidden: cases.length > 0 });
  return [backTo(OVERVIEW), element('h1', { textContent: pick('我的案件', 'My cases') }), none, element('ul', { className: 'rows', id: 'cases' }, ...cases.map((one) => lineOf(one, names.get(one.record))))];
}

function lineOf({ number, kind, state_text: state, deadline, opened_at: at }: Case, name: string | undefined): HTMLElement {
  return element(
    'li',
    {},
    element('a', { className: 'case', href: addressOfCase(number) }, element('strong', { textContent: `${kindInWords(kind)} ${number}` }), element('span', { textContent: state })),
    name === undefined ? null : element('p', { textContent: name }),
    element('p', { className: 'note', textContent: deadline ? nextInWords(deadline) : pick(`${dayInWords(at.slice(0, 10))}提交，已结束`, `Of ${dayInWords(at.slice(0, 10))}, over`) }),
  );
}
