/** What can be ticked. */

import { pick } from '../../page/language.ts';
import type { Claim } from './certificate-calls.ts';

/** Return the claims in their order, with what a person should know before ticking. */
export function offeredClaims(): { claim: Claim; words: string; note?: string }[] {
  return [
    { claim: 'level', words: pick('信用状况等级', 'Level of the status') },
    { claim: 'no_adverse', words: pick('有没有计入的失信信息', 'Whether an adverse record counts') },
    { claim: 'perk', words: pick('是否符合一项激励的条件', 'Whether one perk is open to you') },
    { claim: 'name', words: pick('姓名（只写最后一个字，如 *明）', 'Name (only its last character, as in *明)') },
    {
      claim: 'match_code',
      words: pick('身份证号码后四位', 'Last four characters of the ID number'),
      note: pick('比其他各项更能认出你：对方要核对证件时才勾选。', 'It tells more about who you are than the rest: tick it only where the ID card is checked.'),
    },
  ];
}
