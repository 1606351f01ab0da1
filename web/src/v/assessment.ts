/** What an onlooker may conclude from a certificate, and what only a merchant's scan can tell. */

import type { Content } from '../certificate/content.ts';
import { judge, open, type Answer } from '../certificate/verify.ts';
import { isClockCompared, serviceTime } from '../ground/clock.ts';
import { renewList, type Ground } from '../ground/ground.ts';
import { claimsInWords } from '../page/claim-words.ts';
import { ageInWords, listInWords, momentInWords } from '../page/moments.ts';
import { pick } from '../page/language.ts';
import type { Card } from '../page/verdict-card.ts';

/** What was found out about a text; `content` is null where nothing genuine was in it. */
export interface Finding {
  answer: Answer | 'no_keys';
  content: Content | null;
  ground: Ground | null;
}

/** Look at a text as an onlooker: nobody's audience, with no challenge of one's own. */
export async function examine(text: string, ground: Ground | null): Promise<Finding> {
  if (ground === null) return { answer: 'no_keys', content: null, ground };
  const content = await open(text, ground.keys, ground.terms?.issuer ?? null);
  if (typeof content === 'string') return { answer: content, content: null, ground };
  return renew({ answer: 'valid', content, ground });
}

/** Judge by the newest list that can be had: one that is kept may not know what was ended since. */
export async function renew(finding: Finding): Promise<Finding> {
  const { content, ground } = finding;
  if (content?.status && ground) await renewList(ground, content.status.list);
  return lookAgain(finding);
}

/** Judge what is genuine by the time that it is now. */
export function lookAgain(finding: Finding): Finding {
  const { content, ground } = finding;
  if (content === null || ground === null) return finding;
  const { audience, nonce } = content;
  const findList = (number: number) => ground.lists.get(number) ?? null;
  return { answer: judge(content, { now: serviceTime() / 1000, findList, audience, nonce }), content, ground };
}

/** Put a finding into words, with the one colour and shape that it deserves. */
export function assess({ answer, content, ground }: Finding): Card {
  // What cannot be relied on is not shown, and what is for one merchant is for nobody else's eyes.
  const isForAll = answer === 'valid' && content?.audience === null;
  const claims = isForAll ? claimsInWords(content.claims, ground?.terms ?? null) : [];
  const conclusion = conclude(answer, content, ground);
  const list = content?.status ? ground?.lists.get(content.status.list) : undefined;
  return { ...conclusion, notes: list ? [...conclusion.notes, listInWords(list.issuedAt)] : conclusion.notes, claims };
}

type Conclusion = Omit<Card, 'claims'>;

function conclude(answer: Finding['answer'], content: Content | null, ground: Ground | null): Conclusion {
  if (answer === 'valid' && content) return concludeGenuine(content);
  if (answer === 'unknown_key' && ground && !ground.keysFrom.isFresh) return KEY_MAYBE_NEW();
  return CONCLUSIONS[answer as keyof typeof CONCLUSIONS]();
}

function concludeGenuine({ kind, audience, claims }: Content): Conclusion {
  if (kind === 'addressed' || audience !== null) {
    return {
      tone: 'caution',
      word: pick('真实，只供一家商户核验', 'Genuine, for one merchant only'),
      notes: [pick('只有对方指定的那一家商户扫码才能采信；在这里看到，不能作为依据。', 'Only the one merchant that it was made for can rely on it, by scanning it. Seen here it proves nothing.')],
    };
  }
  if (kind === 'dynamic') {
    return {
      tone: 'caution',
      word: pick('真实，未核对是否已用过', 'Genuine, but maybe used already'),
      notes: [pick('动态码只能用一次。是否已经用过，只有商户扫码核验才知道；截图在这里看起来也一样。', 'It works once. Whether it was used, only a merchant’s scan can tell; a screenshot looks the same here.')],
    };
  }
  const check = claims.name ?? claims.matchCode;
  return {
    tone: 'good',
    word: pick('有效', 'Valid'),
    notes: [
      check === null
        ? pick('纸质码可以复印，码中没有写姓名：请确认出示人就是本人。', 'Paper can be copied and this one names nobody: make sure that it is the holder’s own.')
        : pick('纸质码可以复印：请核对姓名，确认出示人就是本人。', 'Paper can be copied: check the name, so that it is the holder who shows it.'),
    ],
  };
}

const SAYS_NOTHING = (): string => pick('这不说明对方的信用状况。', 'This says nothing about the person.');

const KEY_MAYBE_NEW = (): Conclusion => ({
  tone: 'unknown',
  word: pick('无法确认', 'Cannot be confirmed'),
  notes: [pick('本机存的公钥里没有签发此码的那一个，可能是新公钥。请联网后再看。', 'None of the keys kept here signed this; it may be a new one. Look again with a network.')],
});

const CONCLUSIONS = {
  no_keys: (): Conclusion => ({
    tone: 'unknown',
    word: pick('无法确认', 'Cannot be confirmed'),
    notes: [pick('本机还没有核验用的公钥。请联网后再看一次，之后没有网络也能核验。', 'There are no keys here yet. Look once with a network; after that it works without.')],
  }),
  unconfirmed: (): Conclusion => ({
    tone: 'unknown',
    word: pick('无法确认', 'Cannot be confirmed'),
    notes: [pick('签名是真的，但本机没有在有效期内的作废名单，不知道此码是否已被作废。请联网后再看。', 'The signature is good, but no list of ended certificates in force is here, so it may have been ended. Look again with a network.')],
  }),
  expired: (): Conclusion => ({
    tone: 'bad',
    word: pick('已过期', 'Expired'),
    notes: [pick('请对方刷新后再出示。', 'Ask for a fresh one. ') + SAYS_NOTHING()],
  }),
  revoked: (): Conclusion => ({
    tone: 'bad',
    word: pick('已作废', 'Ended'),
    notes: [pick('此码已被作废，请对方另出示一张。', 'It was ended; ask for another. ') + SAYS_NOTHING()],
  }),
  unknown_key: (): Conclusion => ({
    tone: 'bad',
    word: pick('不能采信', 'Do not rely on it'),
    notes: [pick('此码不是用本市现用的密钥签发的。', 'No key of this city that is in use signed it.')],
  }),
  malformed: (): Conclusion => ({
    tone: 'bad',
    word: pick('不是有效的信用码', 'Not a certificate'),
    notes: [pick('内容不完整、被改动过，或不是本市签发。', 'It is incomplete, altered, or not of this city.')],
  }),
} as const;

/** Return until when it holds, what it is, and how old is what the answer rests on. */
export function basisInWords({ content, ground }: Finding): string[] {
  const lines: string[] = [];
  if (content) lines.push(pick('种类：', 'Kind: ') + kindInWords(content.kind), pick('有效至：', 'Good until: ') + momentInWords(content.expiresAt));
  if (ground) lines.push(pick('公钥取得：', 'Keys got: ') + ageInWords(ground.keysFrom.gotAt));
  const list = content?.status ? ground?.lists.get(content.status.list) : undefined;
  if (list) lines.push(pick('作废名单签发：', 'List of ended ones signed: ') + ageInWords(list.issuedAt * 1000));
  const clock = isClockCompared() ? pick('已按服务器校正', 'set by the service’s') : pick('本机时间，未校正', 'the phone’s own, not compared');
  return [...lines, pick('时钟：', 'Clock: ') + clock];
}

function kindInWords(kind: Content['kind']): string {
  return {
    dynamic: pick('动态码（60 秒，一次）', 'dynamic (60 seconds, once)'),
    printed: pick('打印码', 'printed'),
    addressed: pick('指定商户码（60 秒，一次）', 'for one merchant (60 seconds, once)'),
  }[kind];
}
