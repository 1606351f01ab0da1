/** The outcomes of scans and redemptions, each a tone and a word. */

import { pick } from '../page/language.ts';
import type { Tone } from '../page/tone.ts';

type Said = [Tone, string];

const unknown = (): Said => ['unknown', pick('无法确认', 'Cannot be confirmed')];

/** Return the tone and word of a scan's outcome. */
export function outcomeInWords(outcome: string): Said {
  const words: Record<string, Said> = {
    valid: ['good', pick('有效', 'Valid')],
    expired: ['bad', pick('已过期', 'Expired')],
    revoked: ['bad', pick('已作废', 'Ended')],
    already_used: ['bad', pick('已用过', 'Already used')],
    wrong_audience: ['bad', pick('不是给本店的', 'Not for this shop')],
    wrong_challenge: ['bad', pick('不是对这次询问的回应', 'Not for this asking')],
    unknown_key: ['bad', pick('不能采信', 'Do not rely on it')],
    malformed: ['bad', pick('不是信用码', 'Not a certificate')],
    offline: ['good', pick('离线核验，已补报', 'Offline, reported')],
    offline_again: ['caution', pick('离线核验，此前已用过', 'Offline, had been used')],
  };
  return words[outcome] ?? unknown();
}

/** Return the tone and word of a redemption's outcome. */
export function redemptionInWords(outcome: string): Said {
  const words: Record<string, Said> = {
    redeemed: ['good', pick('已核销', 'Redeemed')],
    not_eligible: ['bad', pick('这次不能享受', 'Not this time')],
    limit_reached: ['bad', pick('这次不能享受', 'Not this time')],
    none_left: ['bad', pick('名额已用完', 'None left')],
    not_shown: ['bad', pick('码里没有这项激励', 'The code does not tell of it')],
    screen_code_needed: ['bad', pick('要出示屏幕上的码', 'A code on a screen is needed')],
    code_refused: ['bad', pick('码不能用', 'The code is not good')],
  };
  return words[outcome] ?? unknown();
}

/** Tell whether a scan was made without a network and reported later. */
export function wasOffline(outcome: string): boolean {
  return outcome === 'offline' || outcome === 'offline_again';
}

/** Return what a claim asks, in a shopkeeper's words. */
export function questionInWords(claim: string): string {
  const words: Record<string, string> = {
    level: pick('信用状况等级', 'Level of status'),
    no_adverse: pick('有没有计入的失信信息', 'Whether an adverse record counts'),
    perk: pick('是否符合一项激励', 'Whether a perk is open to them'),
    name: pick('隐去部分的姓名', 'The masked name'),
    match_code: pick('身份证号码后四位', 'Last four characters of the ID number'),
  };
  return words[claim] ?? claim;
}
