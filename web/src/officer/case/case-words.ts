/** What codes of a case are called at the desk. */

import { languageTag, pick } from '../../page/language.ts';
import type { Colleague, DeskRecord, Kind, State, Step } from '../shapes.ts';

type Words = [string, string];

const KINDS: Readonly<Record<Kind, Words>> = { dispute: ['异议', 'Dispute'], repair: ['信用修复', 'Repair'] };

const REASONS: Readonly<Record<string, Words>> = {
  not_mine: ['不是本人的记录', 'Not this person’s record'],
  wrong_content: ['内容有误', 'The content is wrong'],
  out_of_date: ['已过期限', 'Its time is over'],
  revoked: ['原决定已被撤销或变更', 'The decision was revoked or changed'],
  duty_fulfilled: ['义务已履行', 'The duty is done'],
  other: ['其他', 'Something else'],
  end_publication: ['提前终止公示', 'Publication ends early'],
  remove_from_list: ['移出名单', 'Taken off the list'],
};

/** The states in which a case stands in the queue, in the order of a case's way. */
const STATES: Partial<Readonly<Record<State, Words>>> = {
  filed: ['待核查或转交', 'To be checked or passed on'],
  checking: ['服务中心核查中', 'Being checked here'],
  at_source: ['来源单位核查中', 'With the source department'],
  answered: ['来源单位已答复', 'Answered by the department'],
  in_review: ['复核中', 'Under review'],
  applied: ['待受理', 'To be accepted'],
  materials_asked: ['等待补充材料', 'Waiting for materials'],
  accepted: ['已受理，待决定', 'Accepted; to be decided'],
  awaiting_second: ['已初审，待复核', 'A second look is due'],
};

const RECORD_STATES: Readonly<Record<DeskRecord['state'], Words>> = {
  in_force: ['有效', 'In force'],
  disputed: ['异议处理中，不计入', 'Disputed; does not count'],
  corrected: ['已更正，不计入', 'Corrected; does not count'],
  repaired: ['已修复，不计入', 'Repaired; does not count'],
  withdrawn: ['已撤下', 'Taken off'],
};

const PARTIES: Readonly<Record<Step['by'], Words>> = {
  citizen: ['当事人', 'Citizen'],
  officer: ['经办人', 'Officer'],
  second_officer: ['复核人', 'Second officer'],
  department: ['来源单位', 'Source department'],
  clock: ['系统', 'The clock'],
};

const POSITIONS: Readonly<Record<string, Words>> = {
  agree: ['同意异议', 'Agrees with the dispute'],
  partly: ['部分同意', 'Agrees in part'],
  disagree: ['不同意异议', 'Disagrees with the dispute'],
  grant: ['同意修复', 'For the repair'],
  refuse: ['不同意修复', 'Against the repair'],
};

export const STATES_AT_THE_DESK = Object.keys(STATES) as State[];

export const kindInWords = (kind: Kind): string => pick(...KINDS[kind]);
export const stateInWords = (state: State): string => wordsOf(STATES, state);
export const reasonInWords = (code: string): string => wordsOf(REASONS, code);
export const recordStateInWords = (code: DeskRecord['state']): string => pick(...RECORD_STATES[code]);
export const partyInWords = (code: Step['by']): string => pick(...PARTIES[code]);
export const positionInWords = (code: string): string => wordsOf(POSITIONS, code);

const YOU: readonly [RegExp, string][] = [
  [/\bYour\b/g, 'The citizen’s'],
  [/\byour\b/g, 'the citizen’s'],
  [/\bYou\b/g, 'The citizen'],
  [/\byou\b/g, 'the citizen'],
];

/** Return what the service words for the person as the desk reads it. */
export function atTheDesk(words: string): string {
  if (languageTag() !== 'en') return words.replaceAll('你', pick('当事人', 'the citizen'));
  return YOU.reduce((text, [you, who]) => text.replace(you, who), words);
}

/** Say how a record came to be taken for this person's. */
export function belongingInWords(isOfPerson: boolean): string {
  return isOfPerson
    ? pick('一致：来源单位报送的完整身份证号，与当事人实名核验的号码相同，不按姓名归集。仍可能是填错号码或身份被冒用：请向来源单位核对文书原件。', 'Matches: the department delivered the full ID number that the citizen has proven; names are not matched. The number may still be mistyped or misused: compare the document with the department.')
    : pick('不一致：来源单位报送的身份证号，与当事人实名核验的号码不同。', 'Differs: the department delivered another ID number than the citizen has proven.');
}

/** Say who has a case. */
export function holderInWords(whose: Colleague | null): string {
  if (whose === null) return pick('待接手', 'Nobody has it');
  return whose.is_me ? pick('我在办', 'Mine') : pick(`${whose.name} 在办`, `${whose.name} has it`);
}

/** Name a colleague, or tell that it is oneself; null where there is none. */
export function nameOf(colleague: Colleague | null): string | null {
  return colleague && (colleague.is_me ? pick(`${colleague.name}（我）`, `${colleague.name} (you)`) : colleague.name);
}

/** Return a size in bytes as people read it. */
export function sizeInWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function wordsOf(table: Partial<Readonly<Record<string, Words>>>, code: string): string {
  const words = table[code];
  return words ? pick(...words) : code;
}
