/** What a certificate says, in words; the same words as in the preview that the citizen saw. */

import type { Claims } from '../certificate/content.ts';
import type { Named, Terms } from '../ground/terms.ts';
import { pick } from './language.ts';

/** Return a line for each claim that was disclosed. */
export function claimsInWords(claims: Claims, terms: Terms | null): string[] {
  const { level, noAdverse, perk, name, matchCode } = claims;
  const lines = [
    level === null ? null : pick('信用状况：', 'Status: ') + nameOf(level, terms?.levels),
    noAdverse === null ? null : adverseInWords(noAdverse),
    perk === null ? null : eligibilityInWords(perk.isEligible, nameOf(perk.code, terms?.perks)),
    name === null ? null : pick('姓名：', 'Name: ') + name,
    matchCode === null ? null : pick('身份证号码后四位：', 'Last four characters of the ID number: ') + matchCode,
  ];
  return lines.filter((line) => line !== null);
}

export function adverseInWords(noAdverse: boolean): string {
  if (noAdverse) return pick('没有计入的失信信息', 'No adverse record counts');
  return pick('有计入的失信信息', 'An adverse record counts');
}

export function eligibilityInWords(isEligible: boolean, perk: string): string {
  return isEligible
    ? pick(`符合激励条件：${perk}`, `Eligible: ${perk}`)
    : pick(`暂不符合激励条件：${perk}`, `Not eligible for now: ${perk}`);
}

/** Return the name of a perk or of nothing known. */
export function perkName(id: string | null, terms: Terms | null): string {
  const perk = terms?.perks.find((one) => one.id === id);
  return perk ? pick(perk.name_zh, perk.name_en) : (id ?? '');
}

function nameOf(code: number, named: readonly Named[] | undefined): string {
  const found = named?.find((one) => one.code === code);
  return found ? pick(found.name_zh, found.name_en) : pick(`代码 ${code}`, `code ${code}`);
}
