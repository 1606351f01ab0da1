/** What happens with a scanned text: the service is asked, and where it is away the device judges by itself. */

import { Unreachable } from '../api/failures.ts';
import type { Bytes } from '../certificate/bytes.ts';
import { digitsOf, fromDigits } from '../certificate/digits.ts';
import { LEEWAY_SECONDS } from '../certificate/leeway.ts';
import { open, verify } from '../certificate/verify.ts';
import { serviceTime } from '../ground/clock.ts';
import { loadList, type Ground } from '../ground/ground.ts';
import type { Card } from '../page/verdict-card.ts';
import { cardOfDevice, cardOfService } from './answer-cards.ts';
import { device } from './device.ts';
import type { ScanAnswer } from './merchant-calls.ts';

type Asking = { verify(token: string, challenge: string | null): Promise<ScanAnswer> };

/** Return the answer to a scan, and note it among today's; raises `SignedOut` where the key is refused. */
export async function scan(text: string, challenge: string | null, api: Asking, ground: Ground | null): Promise<Card> {
  const digits = digitsOf(text);
  // What is no certificate is somebody's other code: it is not ours to send anywhere, and verifies nobody.
  if (fromDigits(digits) === null) return cardOfDevice('malformed', null, null, false);
  const card = await answerTo(digits, challenge, api, ground);
  device.log({ at: Date.now(), tone: card.tone, word: card.word });
  return card;
}

async function answerTo(digits: string, challenge: string | null, api: Asking, ground: Ground | null): Promise<Card> {
  try {
    return cardOfService(await api.verify(digits, challenge), ground?.terms ?? null);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return answerAlone(digits, challenge, ground);
  }
}

async function answerAlone(digits: string, challenge: string | null, ground: Ground | null): Promise<Card> {
  const shop = device.merchant();
  if (ground === null || shop === null) return cardOfDevice('no_keys', null, null, false);
  const now = serviceTime() / 1000;
  const issuer = ground.terms?.issuer ?? null;
  const opened = await open(digits, ground.keys, issuer);
  if (typeof opened !== 'string' && opened.status) await loadList(ground, opened.status.list);
  const { answer, content } = await verify(digits, {
    keys: ground.keys,
    issuer,
    now,
    findList: (number) => ground.lists.get(number) ?? null,
    audience: shop.id,
    nonce: nonceOf(challenge),
  });
  const isSingleUse = content !== null && content.kind !== 'printed';
  const isRepeat = isSingleUse && device.hasSeen(content.id);
  if (answer === 'valid' && content && !isRepeat) {
    // What is shown is told later: no look at a person's data goes without a trace that they can see.
    device.enqueue({ token: digits, scanned_at: new Date(now * 1000).toISOString(), shop: { id: shop.id, name: shop.name } });
    if (isSingleUse) device.noteSeen(content.id, content.expiresAt + LEEWAY_SECONDS, now);
  }
  return cardOfDevice(answer, content, ground, isRepeat);
}

/** Return the bytes of a challenge: the merchant's id, a dot, and hex digits. */
export function nonceOf(challenge: string | null): Bytes | null {
  const digits = /\.((?:[0-9a-f]{2})+)$/.exec(challenge ?? '')?.[1];
  return digits ? Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16)) : null;
}
