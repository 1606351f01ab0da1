/** Token Status List (IETF draft-ietf-oauth-status-list, JWT form): which printed certificates are revoked. */

import { fromBase64url, type Bytes } from './bytes.ts';
import { isSigned, type Keys } from './keys.ts';

export const STATUS_LIST_PATH = '/.well-known/status-list/';
const BITS = [1, 2, 4, 8];
const MOST_BYTES = 2 ** 20;
const SIGNATURE_BYTES = 64;

/** A list whose signature was found good. Times are in seconds since 1970. */
export interface StatusList {
  number: number | null;
  bits: number;
  statuses: Bytes;
  issuedAt: number;
  expiresAt: number | null;
  ttlSeconds: number | null;
}

/** Return a Status List Token's list, or null for one that is not signed by these keys. */
export async function readStatusList(token: string, keys: Keys): Promise<StatusList | null> {
  const [header, claims, signature, ...rest] = token.trim().split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length) return null;
  const { typ, alg, kid } = parse(header);
  const key = typeof kid === 'string' ? keys.get(kid) : undefined;
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const given = fromBase64url(signature);
  if (typ !== 'statuslist+jwt' || alg !== 'ES256' || !key || given?.length !== SIGNATURE_BYTES) return null;
  return (await isSigned(key, given, signed)) ? listOf(parse(claims)) : null;
}

/** Return the status at a position, 0 for valid, or null beyond the end. */
export function statusAt(list: StatusList, position: number): number | null {
  const bit = position * list.bits;
  const byte = list.statuses[Math.floor(bit / 8)];
  return byte === undefined ? null : (byte >> bit % 8) & ((1 << list.bits) - 1);
}

async function listOf(claims: Record<string, unknown>): Promise<StatusList | null> {
  const { sub, iat, exp = null, ttl = null, status_list: listed } = claims;
  const { bits, lst } = (listed ?? {}) as Record<string, unknown>;
  const isSound =
    typeof sub === 'string' && typeof iat === 'number' && isNumberOrNull(exp) && isNumberOrNull(ttl) &&
    typeof bits === 'number' && BITS.includes(bits) && typeof lst === 'string';
  if (!isSound) return null;
  const statuses = await inflate(fromBase64url(lst));
  if (statuses === null) return null;
  return { number: numberIn(sub), bits, statuses, issuedAt: iat, expiresAt: exp, ttlSeconds: ttl };
}

function numberIn(address: string): number | null {
  const number = address.slice(address.lastIndexOf(STATUS_LIST_PATH) + STATUS_LIST_PATH.length);
  return address.includes(STATUS_LIST_PATH) && /^[0-9]+$/.test(number) ? Number(number) : null;
}

/** Return what a zlib stream holds, or null for none, or for one that grows past what a list can be. */
async function inflate(data: Bytes | null): Promise<Bytes | null> {
  if (data === null) return null;
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'));
  const found = new Uint8Array(MOST_BYTES);
  let size = 0;
  try {
    for (let reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return found.slice(0, size);
      if (size + value.length > MOST_BYTES) {
        await reader.cancel();
        return null;
      }
      found.set(value, size);
      size += value.length;
    }
  } catch {
    return null;
  }
}

function parse(part: string): Record<string, unknown> {
  const bytes = fromBase64url(part);
  try {
    const value: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
