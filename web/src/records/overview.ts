/** The first view: my status in words with why, and every record held about me. */

import { Problem } from '../api/failures.ts';
import { missingConsent } from '../code/refusals.ts';
import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { recordCard } from './record-card.ts';
import { listCases, listRecords, readMessages, readStatus, type Case, type CreditRecord, type Status } from './records-api.ts';
import { CASES, CONSENT, MESSAGES } from './route.ts';
import { dayInWords } from '../page/moments.ts';

const ADULTS_ONLY = '/problems/adults-only';

/** A status, or the refusal to tell it: records are shown all the same. */
type Told = Status | Problem;

export async function overview(): Promise<Node[]> {
  const [status, records, cases] = await Promise.all([tellStatus(), listRecords(), listCases()]);
  return [
    element('h1', { textContent: pick('我的信用记录', 'My credit records') }),
    statusPart(status),
    roomsPart(cases, isOfMinor(status)),
    ...recordsPart(records, status, cases),
    ...(status instanceof Problem ? [] : improvementsPart(status)),
  ];
}

async function tellStatus(): Promise<Told> {
  try {
    return await readStatus();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function statusPart(status: Told): HTMLElement {
  if (status instanceof Problem) {
    const asks = missingConsent(status) !== null;
    const note = asks ? pick('不同意也能看下面的记录、提出异议、申请修复。', 'Without it you can still read the records below, dispute them and apply for repair.') : null;
    return element(
      'section',
      { className: 'status' },
      element('h2', { textContent: pick('信用状况', 'Status') }),
      element('p', { textContent: status.message }),
      note === null ? null : element('p', { className: 'note', textContent: note }),
      asks ? act(pick('看说明，决定是否同意', 'Read what it is, then decide'), CONSENT, '', 'main') : null,
    );
  }
  const { level, evaluated_on: day, policy_version: version } = status;
  const how = pick(`${dayInWords(day)}按公布的规则（${version} 版）得出，没有分数。每条记录算不算、为什么，写在下面。`, `Of ${dayInWords(day)}, by the published policy (edition ${version}); there is no score. What each record does, and why, is written below.`);
  return element(
    'section',
    { className: 'status', id: 'status', attributes: { 'data-level': level.id } },
    element('h2', { textContent: pick('信用状况', 'Status') }),
    element('p', { className: 'level', textContent: level.name }),
    element('p', { textContent: level.meaning }),
    element('p', { className: 'note', textContent: how }),
  );
}

/** Tell whether the status was refused for the citizen's age, as a certificate would be. */
function isOfMinor(status: Told): boolean {
  return status instanceof Problem && status.type === ADULTS_ONLY;
}

function roomsPart(cases: Case[], isMinor: boolean): HTMLElement {
  const open = cases.filter((one) => one.deadline !== null).length;
  const mail = act(pick('消息', 'Messages'), MESSAGES);
  // Only a number: the page does not wait for it.
  void readMessages().then(
    ({ unread }) => void (unread && (mail.textContent = pick(`消息（${unread} 条未读）`, `Messages (${unread} unread)`))),
    () => undefined,
  );
  const mine = open ? pick(`我的案件（${open} 件办理中）`, `My cases (${open} open)`) : pick('我的案件', 'My cases');
  return element('nav', { className: 'acts', ariaLabel: pick('更多', 'More') }, act(mine, CASES), mail, isMinor ? null : act(pick('出示信用码', 'Show a certificate'), '/code'), act(pick('授权、卡、激励', 'Consents, cards, perks'), '/mine'));
}

function recordsPart(records: CreditRecord[], status: Told, cases: Case[]): Node[] {
  const lines = new Map(status instanceof Problem ? [] : status.records.map((one) => [one.record, one]));
  const open = new Map(cases.filter((one) => one.deadline !== null).map((one) => [one.record, one]));
  const none = status instanceof Problem ? pick('没有任何记录。', 'There is none.') : pick('没有任何记录。没有记录也是良好。', 'There is none. Having none is good too.');
  return [
    element('h2', { textContent: pick(`名下的记录（${records.length} 条）`, `Records about me (${records.length})`) }),
    records.length ? element('p', { className: 'note', textContent: pick('记录有错，可以提异议；没有错、已经改正，可以申请修复。都不收费。', 'If a record is wrong, dispute it; if it is right and you put things right, apply for repair. Both are free of charge.') }) : element('p', { textContent: none }),
    ...records.map((one) => recordCard(one, lines.get(one.id), open.get(one.id))),
  ];
}

function improvementsPart({ improvements }: Status): Node[] {
  if (improvements.length === 0) return [];
  const lines = improvements.map(({ text }) => element('li', { textContent: text }));
  return [element('h2', { textContent: pick('怎样会变好', 'What would raise it') }), element('ul', { className: 'rows' }, ...lines)];
}
