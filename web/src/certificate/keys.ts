/** The published keys (RFC 7517), and the one signature algorithm: ES256. */

import { fromBase64url, type Bytes } from './bytes.ts';

export type Keys = ReadonlyMap<string, CryptoKey>;

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const ES256 = { name: 'ECDSA', hash: 'SHA-256' };
const COORDINATE_BYTES = 32;

/** Return the P-256 keys of a JWK set by kid, others left out; raises Error for no such set. */
export async function importKeys(jwks: string): Promise<Keys> {
  const keys = new Map<string, CryptoKey>();
  for (const jwk of (JSON.parse(jwks) as { keys: (JsonWebKey & { kid?: unknown })[] }).keys) {
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.kid !== 'string') continue;
    keys.set(jwk.kid, await importKey(jwk));
  }
  return keys;
}

/** Tell whether the signature, r then s, is the key's. */
export async function isSigned(key: CryptoKey, signature: Bytes, data: Bytes): Promise<boolean> {
  return crypto.subtle.verify(ES256, key, signature, data);
}

async function importKey(jwk: JsonWebKey): Promise<CryptoKey> {
  const x = fromBase64url(jwk.x ?? ''), y = fromBase64url(jwk.y ?? '');
  if (x?.length !== COORDINATE_BYTES || y?.length !== COORDINATE_BYTES) throw new Error('not a point of P-256');
  // A raw point: of a JWK the browser would also judge `use` and `alg`, each in its own way.
  return crypto.subtle.importKey('raw', new Uint8Array([4, ...x, ...y]), CURVE, false, ['verify']);
}
