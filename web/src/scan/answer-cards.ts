/** Answers to a scan in large type: the service's, or what the device finds out by itself. */

import type { Content } from '../certificate/content.ts';
import type { Answer } from '../certificate/verify.ts';
import type { Ground } from '../ground/ground.ts';
import type { Terms } from '../ground/terms.ts';
import { adverseInWords, claimsInWords, eligibilityInWords, perkName } from '../page/claim-words.ts';
import { pick } from '../page/language.ts';
import { listInWords } from '../page/moments.ts';
import type { Card } from '../page/verdict-card.ts';
import type { RedeemAnswer, ScanAnswer } from './merchant-calls.ts';
import { outcomeInWords, redemptionInWords } from './outcome-words.ts';

/** Return the card of what the service answered. */
export function cardOfService(answer: ScanAnswer, terms: Terms | null): Card {
  const [tone, word] = outcomeInWords(answer.outcome);
  const isValid = answer.outcome === 'valid';
  // The word says it all where the code is good.
  const notes = !isValid ? [answer.message] : [...(answer.kind === 'printed' ? [CHECK_NAME()] : []), ...checkNumber(answer.claims.match_code)];
  return { tone, word, notes, claims: linesOf(answer.claims, terms) };
}

/** Return the card of what became of redeeming a perk; for a code that is not good, in the words of a scan. */
export function cardOfRedemption({ outcome, scan, message, perk, redeemed }: RedeemAnswer): Card {
  const [tone, word] = outcome === 'code_refused' ? outcomeInWords(scan) : redemptionInWords(outcome);
  return { tone, word, notes: redeemed ? [] : [message], claims: perk.name ? [perk.name] : [] };
}

/** Return the card of what was found out without the service; `isRepeat`: this device took the code before. */
export function cardOfDevice(answer: Answer | 'no_keys', content: Content | null, ground: Ground | null, isRepeat: boolean): Card {
  const list = content?.status ? ground?.lists.get(content.status.list) : undefined;
  const age = list ? [listInWords(list.issuedAt)] : [];
  if (answer !== 'valid' || content === null) {
    const [tone, word] = outcomeInWords(answer);
    return { tone, word, notes: [noteOf(answer), ...age], claims: [] };
  }
  if (isRepeat) {
    return { tone: 'bad', word: pick('本机已核验过', 'Taken here before'), notes: [pick('此码只能用一次，本机刚刚核验过。请对方刷新后再出示。', 'It works once and was scanned here already. Ask for a fresh one.')], claims: [] };
  }
  const claims = claimsInWords(content.claims, ground?.terms ?? null);
  const check = checkNumber(content.claims.matchCode);
  if (content.kind === 'printed') return { tone: 'good', word: pick('有效', 'Valid'), notes: [CHECK_NAME(), ...check, ...age, LATER()], claims };
  return {
    tone: 'caution',
    word: pick('真实，未核对是否已用过', 'Genuine, use not checked'),
    notes: [pick('现在没有网络：签名和时间已核对，但不知道此码是否在别处用过。', 'No network: signature and time are checked, but not whether it was used elsewhere.'), ...check, LATER()],
    claims,
  };
}

const CHECK_NAME = (): string => pick('纸质码可以复印：请核对姓名。', 'Paper can be copied: check the name.');
const LATER = (): string => pick('这次核验会在联网后补报，对方能看到。', 'It will be reported once there is a network, so that the holder sees it.');

/** Say what the last four characters are for, where they are shown. */
function checkNumber(matchCode: string | null | undefined): string[] {
  return matchCode ? [pick('请与对方的证件核对身份证号码后四位。', 'Compare the last four characters with the ID card.')] : [];
}

function noteOf(answer: string): string {
  const notes: Record<string, string> = {
    expired: pick('请对方刷新后再出示。', 'Ask for a fresh one.'),
    unconfirmed: pick('现在没有网络，也没有在有效期内的作废名单。请联网后再扫。', 'No network, and no list of ended certificates in force here. Scan again with a network.'),
    no_keys: pick('本机还没有公钥。请先联网打开本页一次。', 'No keys here yet. Open this page once with a network.'),
    unknown_key: pick('本机存的公钥里没有签发此码的那一个。请联网后再扫。', 'None of the keys kept here signed it. Scan again with a network.'),
    malformed: pick('请扫对方在市民诚信卡中出示的二维码。', 'Scan the code that the person shows in the citizen card.'),
  };
  return notes[answer] ?? pick('请对方另出示一张。', 'Ask for another.');
}

function linesOf(claims: ScanAnswer['claims'], terms: Terms | null): string[] {
  const { level, no_adverse: noAdverse, perk, name, match_code: matchCode } = claims;
  const lines = [
    level && pick('信用状况：', 'Status: ') + (level.name ?? String(level.code)),
    noAdverse === undefined ? undefined : adverseInWords(noAdverse),
    perk && eligibilityInWords(perk.eligible, perkName(perk.id, terms)),
    name && pick('姓名：', 'Name: ') + name,
    matchCode && pick('身份证号码后四位：', 'Last four characters of the ID number: ') + matchCode,
  ];
  return lines.filter((line) => typeof line === 'string');
}
