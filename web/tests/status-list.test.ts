import { beforeAll, expect, test } from 'vitest';
import type { Keys } from '../src/certificate/keys.ts';
import { readStatusList, statusAt } from '../src/certificate/status-list.ts';
import { deflate, Issuer, toBase64url } from './issuer.ts';

let issuer: Issuer;
let keys: Keys;

beforeAll(async () => {
  issuer = await Issuer.make();
  keys = await issuer.keys();
});

test('bits are counted from the lowest of each byte', async () => {
  const list = await readStatusList(await issuer.statusList([0, 9, 127]), keys);
  const revoked = Array.from({ length: 129 }, (_, position) => statusAt(list!, position)).flatMap((status, position) => (status ? [position] : []));
  expect(revoked).toEqual([0, 9, 127]);
  expect(statusAt(list!, 128)).toBeNull();
  expect(list?.number).toBe(0);
});

test('the example of the draft is read as it says (section 4.1)', async () => {
  // One bit a token: the bytes B9 A3, and their statuses as the draft prints them.
  const claims = { status_list: { bits: 1, lst: 'eNrbuRgAAhcBXQ' } };
  const list = await readStatusList(await issuer.statusList([], { claims }), keys);
  const statuses = Array.from({ length: 16 }, (_, position) => statusAt(list!, position));
  expect(statuses).toEqual([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
});

test('more bits a token are read too', async () => {
  const list = await readStatusList(await issuer.statusList([5], { bits: 4 }), keys);
  expect([statusAt(list!, 4), statusAt(list!, 5), statusAt(list!, 6)]).toEqual([0, 1, 0]);
});

test.each<[string, Parameters<Issuer['statusList']>[1]]>([
  ['another type of token', { header: { typ: 'JWT' } }],
  ['no algorithm', { header: { alg: 'none' } }],
  ['HMAC', { header: { alg: 'HS256' } }],
  ['an unknown key', { header: { kid: 'zz' } }],
  ['a size of bits that there is not', { bits: 3 }],
  ['no address', { claims: { sub: 7 } }],
  ['no time', { claims: { iat: 'now' } }],
  ['no list', { claims: { status_list: null } }],
  ['what is no zlib stream', { claims: { status_list: { bits: 1, lst: 'AAAA' } } }],
])('a list with %s is refused', async (_, changed) => {
  expect(await readStatusList(await issuer.statusList([], changed), keys)).toBeNull();
});

test('a list of another signer is refused, and one that was changed', async () => {
  const forger = await Issuer.make('k1');
  expect(await readStatusList(await forger.statusList([]), keys)).toBeNull();
  const [header, , signature] = (await issuer.statusList([9])).split('.');
  const [, claims] = (await issuer.statusList([])).split('.');
  expect(await readStatusList(`${header}.${claims}.${signature}`, keys)).toBeNull();
});

test('a list that unpacks to more than any list is refused', async () => {
  const lst = toBase64url(await deflate(new Uint8Array(2 ** 20 + 1)));
  expect(await readStatusList(await issuer.statusList([], { claims: { status_list: { bits: 1, lst } } }), keys)).toBeNull();
});

test.each(['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', '{}.{}.{}', '....'])('"%s" is no list and raises nothing', async (token) => {
  expect(await readStatusList(token, keys)).toBeNull();
});
