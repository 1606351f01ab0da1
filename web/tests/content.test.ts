import { expect, test } from 'vitest';
import { NotAsWritten } from '../src/certificate/cbor.ts';
import { readContent } from '../src/certificate/content.ts';
import { addressedPairs, cborMap, dynamicPairs, NOW, printedPairs, type Value } from './issuer.ts';

const CTI = new Uint8Array(12);

function read(pairs: [number, Value][], ...more: number[]): ReturnType<typeof readContent> {
  return readContent(new Uint8Array([...cborMap(pairs), ...more]));
}

/** Return pairs whose private claim is this. */
function saying(certificate: Value): [number, Value][] {
  return [[1, 'xm'], [4, NOW], [7, CTI], [-70001, certificate]];
}

test('every claim is read in its place', () => {
  const { claims } = read(saying([5, 31, 2, false, -1, '欧阳*明', '123X']));
  expect(claims).toEqual({ level: 2, noAdverse: false, perk: { code: 1, isEligible: false }, name: '欧阳*明', matchCode: '123X' });
});

test('a kind has what belongs to it', () => {
  expect(read(dynamicPairs())).toMatchObject({ kind: 'dynamic', status: null, nonce: null });
  expect(read(printedPairs(9, 4))).toMatchObject({ kind: 'printed', status: { list: 4, position: 9 } });
  expect(read(addressedPairs())).toMatchObject({ kind: 'addressed', audience: 'mer_0123456789abcdefghijkl' });
});

test.each<[string, Value]>([
  ['another version', [9, 1, 3]],
  ['a kind that there is not', [4, 1, 3]],
  ['a mask that names a sixth claim', [5, 33, 3, 1]],
  ['fewer values than the mask says', [5, 3, 3]],
  ['more values than the mask says', [5, 1, 3, true]],
  ['a level past 23', [5, 1, 24]],
  ['a level below 0', [5, 1, -1]],
  ['a yes that is a number', [5, 2, 1]],
  ['perk 0', [5, 4, 0]],
  ['a perk past 23', [5, 4, -24]],
  ['a name that is not masked', [5, 8, '王小明']],
  ['a name that is too long', [5, 8, '*'.repeat(65)]],
  ['a match code of three', [5, 16, '123']],
  ['a match code with a small x', [5, 16, '123x']],
  ['a printed one without its place in a list', [6, 1, 3]],
  ['a place past the end of any list', [6, 1, 3, 0, 2 ** 20]],
  ['no array', 5],
])('%s is refused', (_, certificate) => {
  expect(() => read(saying(certificate))).toThrow(NotAsWritten);
});

test.each<[string, [number, Value][]]>([
  ['no exp', [[1, 'xm'], [7, CTI], [-70001, [5, 1, 3]]]],
  ['an exp of 0', [[1, 'xm'], [4, 0], [7, CTI], [-70001, [5, 1, 3]]]],
  ['an exp past 32 bits', [[1, 'xm'], [4, 2 ** 32], [7, CTI], [-70001, [5, 1, 3]]]],
  ['an exp that is a text', [[1, 'xm'], [4, '1'], [7, CTI], [-70001, [5, 1, 3]]]],
  ['a short cti', [[1, 'xm'], [4, NOW], [7, new Uint8Array(11)], [-70001, [5, 1, 3]]]],
  ['keys in another order', [[4, NOW], [1, 'xm'], [7, CTI], [-70001, [5, 1, 3]]]],
  ['a claim twice', [[1, 'xm'], [4, NOW], [4, NOW], [7, CTI], [-70001, [5, 1, 3]]]],
  ['an iat', [[1, 'xm'], [4, NOW], [6, NOW], [7, CTI], [-70001, [5, 1, 3]]]],
  ['a claim after the last', [[1, 'xm'], [4, NOW], [7, CTI], [-70001, [5, 1, 3]], [-70002, 1]]],
  ['a nonce of the wrong kind', [[1, 'xm'], [3, 'm'], [4, NOW], [7, CTI], [10, new Uint8Array(8)], [-70001, [5, 1, 3]]]],
  ['an addressed one without nonce', [[1, 'xm'], [3, 'm'], [4, NOW], [7, CTI], [-70001, [7, 1, 3]]]],
  ['a nonce for nobody', [[1, 'xm'], [4, NOW], [7, CTI], [10, new Uint8Array(8)], [-70001, [7, 1, 3]]]],
  ['a nonce of 7 bytes', addressedPairs(new Uint8Array(7))],
  ['a nonce of 17 bytes', addressedPairs(new Uint8Array(17))],
])('%s is refused', (_, pairs) => {
  expect(() => read(pairs)).toThrow(NotAsWritten);
});

test('bytes after the end are refused', () => {
  expect(() => read(dynamicPairs(), 0)).toThrow(NotAsWritten);
});

/** Replace one run of bytes of a sound payload by another that means the same. */
function rewritten(wanted: number[], by: number[]): Uint8Array<ArrayBuffer> {
  const payload = cborMap(dynamicPairs());
  const at = payload.findIndex((_, place) => wanted.every((byte, offset) => payload[place + offset] === byte));
  expect(at).toBeGreaterThanOrEqual(0);
  return new Uint8Array([...payload.slice(0, at), ...by, ...payload.slice(at + wanted.length)]);
}

test.each<[string, number[], number[]]>([
  ['a longer head of the map', [0xa4], [0xb8, 4]],
  ['a map of no stated length', [0xa4], [0xbf]],
  ['a longer head of a text', [0x62, 0x78, 0x6d], [0x78, 2, 0x78, 0x6d]],
  ['a longer number', [0x84, 5, 3], [0x84, 0x18, 5, 3]],
  ['a number as a float', [0x84, 5, 3], [0x84, 5, 0xf9, 0x42, 0]],
  ['a text that is not UTF-8', [0x62, 0x78, 0x6d], [0x62, 0xc3, 0x28]],
  ['a tag', [0x62, 0x78, 0x6d], [0xc1, 0x62, 0x78, 0x6d]],
  ['null for a claim', [0xf5], [0xf6]],
])('%s is refused', (_, wanted, by) => {
  expect(() => readContent(rewritten(wanted, by))).toThrow(NotAsWritten);
});

test('no bytes raise anything but the one error', () => {
  for (let round = 0; round < 3000; round += 1) {
    const payload = new Uint8Array(cborMap(round % 2 ? dynamicPairs() : printedPairs()));
    for (const byte of crypto.getRandomValues(new Uint8Array(3))) payload[byte % payload.length] = byte ^ round;
    try {
      readContent(payload);
    } catch (error) {
      expect(error).toBeInstanceOf(NotAsWritten);
    }
  }
});
