/** A city's issuer for tests: signs whatever it is told to, good and bad. */

import type { Bytes } from '../src/certificate/bytes.ts';
import { importKeys, type Keys } from '../src/certificate/keys.ts';

export const NOW = 1_900_000_000;
export const MERCHANT = 'mer_0123456789abcdefghijkl';
export const NONCE = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const CTI = new Uint8Array(12).fill(7);
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const ES256 = { name: 'ECDSA', hash: 'SHA-256' };

export type Value = number | string | boolean | Uint8Array | Value[];

/** Return the shortest CBOR of a value; a map is written with `cborMap`. */
export function cbor(value: Value): number[] {
  if (typeof value === 'boolean') return [value ? 0xf5 : 0xf4];
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    return [...head(3, bytes.length), ...bytes];
  }
  if (value instanceof Uint8Array) return [...head(2, value.length), ...value];
  return [...head(4, value.length), ...value.flatMap(cbor)];
}

export function cborMap(pairs: [number, Value][]): number[] {
  return [...head(5, pairs.length), ...pairs.flatMap(([key, value]) => [...cbor(key), ...cbor(value)])];
}

/** Return the head of an item in its shortest form. */
function head(major: number, number: number): number[] {
  if (number < 24) return [(major << 5) | number];
  const size = number < 0x100 ? 1 : number < 0x1_0000 ? 2 : number < 2 ** 32 ? 4 : 8;
  const rest = Array.from({ length: size }, (_, place) => Number((BigInt(number) >> BigInt(8 * (size - 1 - place))) & 0xffn));
  return [(major << 5) | (24 + Math.log2(size)), ...rest];
}

/** Return the pairs of a sound dynamic certificate with two claims. */
export function dynamicPairs(exp = NOW + 60): [number, Value][] {
  return [[1, 'xm'], [4, exp], [7, CTI], [-70001, [5, 3, 3, true]]];
}

export function printedPairs(position = 9, list = 0): [number, Value][] {
  return [[1, 'xm'], [4, NOW + 86_400], [7, CTI], [-70001, [6, 8, '*明', list, position]]];
}

export function addressedPairs(nonce: Uint8Array = NONCE): [number, Value][] {
  return [[1, 'xm'], [3, MERCHANT], [4, NOW + 60], [7, CTI], [10, nonce], [-70001, [7, 1, 3]]];
}

/** Return the digits that a byte string is written as. */
export function toDigits(data: Uint8Array): string {
  const sizes = [0, 3, 5, 8, 10, 13, 15, 17];
  let digits = '';
  for (let start = 0; start < data.length; start += 7) {
    const block = data.slice(start, start + 7);
    const number = block.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n as bigint);
    digits += number.toString().padStart(sizes[block.length]!, '0');
  }
  return digits;
}

export class Issuer {
  private constructor(
    private readonly pair: CryptoKeyPair,
    readonly kid: string,
  ) {}

  static async make(kid = 'k1'): Promise<Issuer> {
    return new Issuer(await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']), kid);
  }

  async jwk(): Promise<JsonWebKey & { kid: string }> {
    return { ...(await crypto.subtle.exportKey('jwk', this.pair.publicKey)), kid: this.kid, use: 'sig', alg: 'ES256' };
  }

  async keys(): Promise<Keys> {
    return importKeys(JSON.stringify({ keys: [await this.jwk()] }));
  }

  async sign(data: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign(ES256, this.pair.privateKey, data));
  }

  /** Return the envelope's bytes around a payload. */
  async seal(payload: number[], protectedHeader?: number[]): Promise<Bytes> {
    const header = protectedHeader ?? [0xa2, 1, 0x26, 4, 0x42, ...new TextEncoder().encode(this.kid)];
    const signed = [0x84, ...cbor('Signature1'), ...cbor(new Uint8Array(header)), 0x40, ...cbor(new Uint8Array(payload))];
    const signature = await this.sign(new Uint8Array(signed));
    const parts = [0xd2, 0x84, ...cbor(new Uint8Array(header)), 0xa0, ...cbor(new Uint8Array(payload)), ...cbor(signature)];
    return new Uint8Array(parts);
  }

  async mint(pairs: [number, Value][]): Promise<string> {
    return toDigits(await this.seal(cborMap(pairs)));
  }

  /** Return a Status List Token in which these positions are revoked. */
  async statusList(revoked: number[], changed: { header?: object; claims?: object; bits?: number } = {}): Promise<string> {
    const statuses = new Uint8Array(16);
    const bits = changed.bits ?? 1;
    for (const position of revoked) statuses[Math.floor((position * bits) / 8)]! |= 1 << ((position * bits) % 8);
    const status_list = { bits, lst: toBase64url(await deflate(statuses)) };
    const header = { typ: 'statuslist+jwt', alg: 'ES256', kid: this.kid, ...changed.header };
    const sub = 'https://card.example/.well-known/status-list/0';
    const claims = { sub, iat: NOW, exp: NOW + 86_400, ttl: 900, status_list, ...changed.claims };
    const signed = [header, claims].map((part) => toBase64url(new TextEncoder().encode(JSON.stringify(part)))).join('.');
    return `${signed}.${toBase64url(await this.sign(new TextEncoder().encode(signed)))}`;
  }
}

export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

export async function deflate(data: Uint8Array<ArrayBuffer>): Promise<Bytes> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
