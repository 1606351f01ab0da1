import { beforeAll, describe, expect, test } from 'vitest';
import { readStatusList, type StatusList } from '../src/certificate/status-list.ts';
import { verify, type Circumstances } from '../src/certificate/verify.ts';
import { addressedPairs, cborMap, dynamicPairs, Issuer, MERCHANT, NONCE, NOW, printedPairs, toDigits } from './issuer.ts';

let issuer: Issuer;
let at: Circumstances;

beforeAll(async () => {
  issuer = await Issuer.make();
  at = { keys: await issuer.keys(), now: NOW, findList: () => null, issuer: 'xm' };
});

async function answerTo(text: string, changed: Partial<Circumstances> = {}): Promise<string> {
  return (await verify(text, { ...at, ...changed })).answer;
}

async function listWith(...revoked: number[]): Promise<StatusList> {
  const list = await readStatusList(await issuer.statusList(revoked), at.keys);
  if (!list) throw new Error('the list is not good');
  return list;
}

describe('a dynamic certificate', () => {
  test('is valid and says what was ticked, as a link and as digits', async () => {
    const digits = await issuer.mint(dynamicPairs());
    const { answer, content } = await verify(`https://card.example/v#${digits}`, at);
    expect(answer).toBe('valid');
    expect(content?.claims).toEqual({ level: 3, noAdverse: true, perk: null, name: null, matchCode: null });
    expect(content?.id).toBe(`crt_${'07'.repeat(12)}`);
    expect(await answerTo(digits)).toBe('valid');
  });

  test('is over ten seconds after its end, and not before', async () => {
    const digits = await issuer.mint(dynamicPairs(NOW));
    expect(await answerTo(digits, { now: NOW + 9.9 })).toBe('valid');
    expect(await answerTo(digits, { now: NOW + 10 })).toBe('expired');
  });

  test('of an unpublished key is of an unknown key, whatever it says', async () => {
    const other = await Issuer.make('k2');
    expect(await answerTo(await other.mint(dynamicPairs(NOW - 999)))).toBe('unknown_key');
  });

  test('signed by another key under a published kid is malformed', async () => {
    const forger = await Issuer.make('k1');
    expect(await answerTo(await forger.mint(dynamicPairs()))).toBe('malformed');
  });

  test('of another city is malformed', async () => {
    expect(await answerTo(await issuer.mint(dynamicPairs()), { issuer: 'fz' })).toBe('malformed');
  });

  test('with its signature twinned (r, n-s) is valid under the same id', async () => {
    const sealed = await issuer.seal(cborMap(dynamicPairs()));
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = sealed.slice(-32).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n as bigint);
    const twin = (order - s).toString(16).padStart(64, '0').match(/../g)!.map((pair) => Number.parseInt(pair, 16));
    const verdict = await verify(toDigits(new Uint8Array([...sealed.slice(0, -32), ...twin])), at);
    expect([verdict.answer, verdict.content?.id]).toEqual(['valid', `crt_${'07'.repeat(12)}`]);
  });
});

describe('a certificate for one merchant', () => {
  const asked = { audience: MERCHANT, nonce: NONCE };

  test('is valid for the merchant who asked', async () => {
    expect(await answerTo(await issuer.mint(addressedPairs()), asked)).toBe('valid');
  });

  test.each([
    ['another merchant', { ...asked, audience: 'mer_another' }, 'wrong_audience'],
    ['nobody in particular', {}, 'wrong_audience'],
    ['a merchant who asked with another challenge', { ...asked, nonce: new Uint8Array(8) }, 'wrong_challenge'],
    ['a merchant who did not ask', { audience: MERCHANT }, 'wrong_challenge'],
    ['a merchant whose challenge goes on', { ...asked, nonce: new Uint8Array([...NONCE, 9]) }, 'wrong_challenge'],
  ])('is refused by %s', async (_, who, answer) => {
    expect(await answerTo(await issuer.mint(addressedPairs()), who)).toBe(answer);
  });

  test('that is over is expired before it is anybody’s', async () => {
    expect(await answerTo(await issuer.mint(addressedPairs()), { now: NOW + 3600 })).toBe('expired');
  });
});

describe('a printed certificate', () => {
  test.each([
    ['valid', 'is not in the list', 9, [8, 10]],
    ['revoked', 'is in the list', 9, [9]],
    ['unconfirmed', 'stands beyond the end of the list', 128, []],
  ])('is %s where it %s', async (answer, _, position, revoked) => {
    const list = await listWith(...revoked);
    expect(await answerTo(await issuer.mint(printedPairs(position)), { findList: () => list })).toBe(answer);
  });

  test('is unconfirmed without a list, with another list, and with one that is over', async () => {
    const list = await listWith();
    expect(await answerTo(await issuer.mint(printedPairs()))).toBe('unconfirmed');
    expect(await answerTo(await issuer.mint(printedPairs(9, 1)), { findList: () => list })).toBe('unconfirmed');
    const over = { ...list, expiresAt: NOW };
    expect(await answerTo(await issuer.mint(printedPairs()), { findList: () => over })).toBe('unconfirmed');
  });
});

test('whichever bit of a certificate is turned over, it is not taken', async () => {
  const sealed = await issuer.seal(cborMap(dynamicPairs()));
  const answers = new Set<string>();
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const turned = sealed.slice();
    turned[bit >> 3]! ^= 1 << (bit & 7);
    answers.add(await answerTo(toDigits(turned)));
  }
  expect([...answers].sort()).toEqual(['malformed', 'unknown_key']);
});

test('whatever is cut off or added, it is not taken', async () => {
  const sealed = await issuer.seal(cborMap(dynamicPairs()));
  for (let size = 1; size < sealed.length; size += 1) {
    expect(await answerTo(toDigits(sealed.slice(0, size)))).toBe('malformed');
  }
  expect(await answerTo(toDigits(new Uint8Array([...sealed, 0])))).toBe('malformed');
});

describe('a frame that no certificate has is malformed, although our key signed it', () => {
  const kid = [0x6b, 0x31];

  test.each([
    ['another algorithm (ES384)', [0xa2, 1, 0x38, 0x22, 4, 0x42, ...kid]],
    ['HMAC', [0xa2, 1, 5, 4, 0x42, ...kid]],
    ['no algorithm', [0xa1, 4, 0x42, ...kid]],
    ['the headers in another order', [0xa2, 4, 0x42, ...kid, 1, 0x26]],
    ['a header twice', [0xa3, 1, 0x26, 1, 0x26, 4, 0x42, ...kid]],
    ['a critical header', [0xa3, 1, 0x26, 2, 0x81, 4, 4, 0x42, ...kid]],
    ['a longer kid', [0xa2, 1, 0x26, 4, 0x43, ...kid, 0x32]],
    ['a kid that is a path', [0xa2, 1, 0x26, 4, 0x42, 0x2e, 0x2f]],
  ])('%s', async (_, header) => {
    expect(await answerTo(toDigits(await issuer.seal(cborMap(dynamicPairs()), header)))).toBe('malformed');
  });

  test('something in the unprotected header', async () => {
    const sealed = Array.from(await issuer.seal(cborMap(dynamicPairs())));
    const place = sealed.indexOf(0xa0);
    sealed.splice(place, 1, 0xa1, 4, 0x42, ...kid);
    expect(await answerTo(toDigits(new Uint8Array(sealed)))).toBe('malformed');
  });

  test('another tag', async () => {
    const sealed = await issuer.seal(cborMap(dynamicPairs()));
    sealed[0] = 0xd1;
    expect(await answerTo(toDigits(sealed))).toBe('malformed');
  });
});
