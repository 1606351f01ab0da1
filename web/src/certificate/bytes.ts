/** Bytes, and the texts that they are written as. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** Return the bytes that base64url without padding stands for (RFC 7515, appendix C), or null. */
export function fromBase64url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Return the bytes as lower-case hex digits. */
export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Tell whether both are there and hold the same. */
export function areEqual(one: Bytes | null, other: Bytes | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.length !== other.length) return false;
  return one.every((byte, place) => byte === other[place]);
}
