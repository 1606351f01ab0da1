/** The vectors that are published for vendors, each with the answer that a verifier must give. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Bytes } from '../src/certificate/bytes.ts';
import type { Content } from '../src/certificate/content.ts';
import { importKeys } from '../src/certificate/keys.ts';
import { readStatusList } from '../src/certificate/status-list.ts';
import { verify } from '../src/certificate/verify.ts';

interface Vector {
  name: string;
  digits: string;
  link?: string;
  now: string;
  expect: string;
  audience: string | null;
  nonce: string | null;
  status_list: string | null;
  says: Record<string, unknown> | null;
}
interface Published {
  issuer: string;
  keys: object;
  status_lists: Record<string, string>;
  vectors: Vector[];
}

const file = new URL('../../docs/certificate_vectors.json', import.meta.url);
const published = JSON.parse(readFileSync(file, 'utf8')) as Published;
const cases = published.vectors.map((vector) => [vector.name, vector] as const);

function fromHex(digits: string): Bytes {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** Return what a certificate says as the vectors word it: what was not ticked is left out. */
function saying({ id, kind, expiresAt: exp, claims }: Content): Record<string, unknown> {
  const { level, noAdverse: no_adverse, perk, name, matchCode: match_code } = claims;
  const perkInPlain = perk && { code: perk.code, eligible: perk.isEligible };
  const all = { id, kind, exp, level, no_adverse, name, match_code, perk: perkInPlain };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

test.each(cases)('%s', async (_, vector) => {
  const keys = await importKeys(JSON.stringify(published.keys));
  const token = vector.status_list === null ? null : published.status_lists[vector.status_list]!;
  const list = token === null ? null : await readStatusList(token, keys);
  const circumstances = {
    keys,
    now: Date.parse(vector.now) / 1000,
    findList: () => list,
    issuer: published.issuer,
    audience: vector.audience,
    nonce: vector.nonce === null ? null : fromHex(vector.nonce),
  };
  for (const text of [vector.digits, ...(vector.link ? [vector.link] : [])]) {
    const { answer, content } = await verify(text, circumstances);
    expect(answer).toBe(vector.expect);
    if (vector.says) expect(content && saying(content)).toEqual(vector.says);
  }
});
