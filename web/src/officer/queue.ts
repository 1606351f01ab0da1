/** The queue: what waits for an officer, the earliest deadline first. There is no search for persons. */

import { button, element } from '../page/element.ts';
import { listCases, type Filter, type QueuePage, type Waiting } from './officer-api.ts';
import { addressOf } from './route.ts';
import { heading, show } from './stage.ts';
import { deadlineInWords, KINDS, momentInWords, reasonInWords } from './words.ts';

const EVERYTHING: Filter = { kind: '', overdue: false, mine: false };
let filter: Filter = EVERYTHING;

/** Forget how the queue was narrowed: the next one who signs in here begins with all of it. */
export function forgetFilter(): void {
  filter = EVERYTHING;
}

/** Show the queue; `attempt` tells what is refused, and `again` fetches it anew. */
export async function showQueue(isWanted: () => boolean, attempt: (act: () => Promise<void>) => Promise<void>, again: () => unknown): Promise<void> {
  const page = await listCases(filter);
  if (!isWanted()) return;
  const body = element('tbody', {});
  const more = element('div', { className: 'more' });
  const add = ({ cases, next }: QueuePage): void => {
    body.append(...cases.map(rowOf));
    more.replaceChildren(...(next === null ? [] : [button('再看后面的', 'other', () => attempt(async () => add(await listCases(filter, next))))]));
  };
  const heads = ['期限', '案件', '事项', '现在', '经办'].map((words) => element('th', { textContent: words, attributes: { scope: 'col' } }));
  const table = element('table', { className: 'queue' }, element('caption', { className: 'hidden', textContent: '待办案件，期限最早的在前' }), element('thead', {}, element('tr', {}, ...heads)), body);
  const none = element('p', { textContent: '没有待办的案件。', hidden: page.cases.length > 0 });
  add(page);
  show(heading('待办案件'), filterForm(again), none, page.cases.length > 0 ? table : null, more);
}

function filterForm(again: () => unknown): HTMLElement {
  const narrow = (changed: Partial<Filter>): void => {
    filter = { ...filter, ...changed };
    again();
  };
  const kind = element('select', { id: 'kind' }, ...[['', '全部'], ['dispute', KINDS.dispute], ['repair', KINDS.repair]].map(([value, words]) => element('option', { value, textContent: words, selected: value === filter.kind })));
  kind.onchange = () => narrow({ kind: kind.value as Filter['kind'] });
  return element(
    'form',
    { className: 'filter' },
    element('label', { htmlFor: 'kind', textContent: '类别' }),
    kind,
    ...tick('overdue', '只看逾期', filter.overdue, (overdue) => narrow({ overdue })),
    ...tick('mine', '只看我的', filter.mine, (mine) => narrow({ mine })),
    button('刷新', 'quiet', again),
  );
}

function tick(id: string, words: string, checked: boolean, changed: (isTicked: boolean) => void): Node[] {
  const box = element('input', { id, type: 'checkbox', checked });
  box.onchange = () => changed(box.checked);
  return [element('label', { className: 'tick', htmlFor: id }, box, element('span', { textContent: words }))];
}

function rowOf(one: Waiting): HTMLElement {
  const { deadline, assigned_to: whose } = one;
  const marks = [one.is_serious ? '严重' : null, one.is_escalated ? '已过期限' : null].filter((mark) => mark !== null);
  return element(
    'tr',
    { className: deadline?.is_late ? 'late' : '' },
    cell('期限', deadline ? deadlineInWords(deadline) : '无'),
    element('td', { attributes: { 'data-head': '案件' } }, element('a', { href: addressOf(one.number), textContent: one.number }), element('span', { className: 'note', textContent: `${KINDS[one.kind]} · ${reasonInWords(one.reason)} · ${momentInWords(one.opened_at)} 提交` })),
    element(
      'td',
      { attributes: { 'data-head': '事项' } },
      element('span', { textContent: one.item.name ?? one.item.id }),
      element('span', { className: 'note', textContent: one.department.name ?? one.department.code }),
      ...marks.map((mark) => element('strong', { className: 'mark', textContent: mark })),
    ),
    cell('现在', one.state_text),
    cell('经办', whose ? (whose.is_me ? '我' : whose.name) : '待接手'),
  );
}

function cell(head: string, words: string): HTMLElement {
  return element('td', { textContent: words, attributes: { 'data-head': head } });
}
