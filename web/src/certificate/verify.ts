/** The whole verification of a certificate by somebody who asks nobody, in the order of the format's document. */

import { areEqual, type Bytes } from './bytes.ts';
import { NotAsWritten } from './cbor.ts';
import { readContent, type Content, type StatusEntry } from './content.ts';
import { digitsOf, fromDigits } from './digits.ts';
import { unseal } from './envelope.ts';
import { isSigned, type Keys } from './keys.ts';
import { LEEWAY_SECONDS } from './leeway.ts';
import { statusAt, type StatusList } from './status-list.ts';

export type Answer =
  | 'valid'
  | 'malformed'
  | 'unknown_key'
  | 'expired'
  | 'wrong_audience'
  | 'wrong_challenge'
  | 'revoked'
  | 'unconfirmed';

/** The answer, and what the certificate says; null for what no known key has signed. */
export interface Verdict {
  answer: Answer;
  content: Content | null;
}

/** Who asks, and when: `audience` and `nonce` are a merchant's own id and the challenge that it showed. */
export interface Circumstances {
  keys: Keys;
  /** In seconds since 1970. */
  now: number;
  findList: (number: number) => StatusList | null;
  issuer?: string | null;
  audience?: string | null;
  nonce?: Bytes | null;
}

/** Judge a scanned text, link or digits. */
export async function verify(text: string, at: Circumstances): Promise<Verdict> {
  const opened = await open(text, at.keys, at.issuer ?? null);
  return typeof opened === 'string' ? { answer: opened, content: null } : { answer: judge(opened, at), content: opened };
}

/** Return what a genuine certificate says, be it still good or not, or why it is none. */
export async function open(
  text: string,
  keys: Keys,
  issuer: string | null,
): Promise<Content | 'malformed' | 'unknown_key'> {
  const bytes = fromDigits(digitsOf(text));
  const envelope = bytes && unseal(bytes);
  if (!envelope) return 'malformed';
  const key = keys.get(envelope.kid);
  if (!key) return 'unknown_key';
  if (!(await isSigned(key, envelope.signature, envelope.signed))) return 'malformed';
  const content = contentOf(envelope.payload);
  return content && (issuer === null || content.issuer === issuer) ? content : 'malformed';
}

/** Judge a genuine certificate under these circumstances. */
export function judge(content: Content, at: Omit<Circumstances, 'keys' | 'issuer'>): Answer {
  if (at.now >= content.expiresAt + LEEWAY_SECONDS) return 'expired';
  if (content.audience !== null && content.audience !== at.audience) return 'wrong_audience';
  if (!areEqual(content.nonce, at.nonce ?? null)) return 'wrong_challenge';
  return content.status ? answerOfStatus(content.status, at) : 'valid';
}

function contentOf(payload: Bytes): Content | null {
  try {
    return readContent(payload);
  } catch (error) {
    if (error instanceof NotAsWritten) return null;
    throw error;
  }
}

function answerOfStatus(entry: StatusEntry, at: Pick<Circumstances, 'now' | 'findList'>): Answer {
  const list = at.findList(entry.list);
  const isOver = list?.expiresAt != null && at.now >= list.expiresAt;
  if (list?.number !== entry.list || isOver) return 'unconfirmed';
  const status = statusAt(list, entry.position);
  return status === null ? 'unconfirmed' : status === 0 ? 'valid' : 'revoked';
}
