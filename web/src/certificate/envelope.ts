/** COSE_Sign1 (RFC 9052, section 4.2) in the one form of this format, compared byte for byte. */

import type { Bytes } from './bytes.ts';

/** A message taken apart; its signature is not checked yet. */
export interface Envelope {
  kid: string;
  payload: Bytes;
  /** r, then s, as WebCrypto takes them. */
  signature: Bytes;
  /** The Sig_structure (RFC 9052, section 4.4). */
  signed: Bytes;
}

const BEFORE_KID = [0xd2, 0x84, 0x47, 0xa2, 0x01, 0x26, 0x04, 0x42];
const PROTECTED_START = 3, PROTECTED_END = 10;
const AFTER_KID = [0xa0, 0x58];
const LENGTH_AT = PROTECTED_END + AFTER_KID.length, PAYLOAD_AT = LENGTH_AT + 1;
const BEFORE_SIGNATURE = [0x58, 0x40];
const SIGNATURE_BYTES = 64, SHORTEST_PAYLOAD = 24;
const SIGNATURE1 = [0x84, 0x6a, ...new TextEncoder().encode('Signature1')];

/** Take a message apart, or return null if it is not in the form that this format has. */
export function unseal(data: Bytes): Envelope | null {
  const length = data[LENGTH_AT] ?? 0;
  const payloadEnd = PAYLOAD_AT + length;
  const signatureAt = payloadEnd + BEFORE_SIGNATURE.length;
  const kid = String.fromCharCode(...data.slice(BEFORE_KID.length, PROTECTED_END));
  const isFramed =
    length >= SHORTEST_PAYLOAD &&
    data.length === signatureAt + SIGNATURE_BYTES &&
    holdsAt(data, 0, BEFORE_KID) &&
    /^[A-Za-z0-9_-]{2}$/.test(kid) &&
    holdsAt(data, PROTECTED_END, AFTER_KID) &&
    holdsAt(data, payloadEnd, BEFORE_SIGNATURE);
  if (!isFramed) return null;
  const payload = data.slice(PAYLOAD_AT, payloadEnd);
  const header = data.slice(PROTECTED_START, PROTECTED_END);
  const signed = [...SIGNATURE1, 0x40 + header.length, ...header, 0x40, 0x58, length, ...payload];
  return { kid, payload, signature: data.slice(signatureAt), signed: new Uint8Array(signed) };
}

function holdsAt(data: Bytes, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, place) => data[at + place] === byte);
}
