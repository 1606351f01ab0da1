/** What a certificate says, read from its payload: exactly what the format's document allows. */

import { toHex, type Bytes } from './bytes.ts';
import { CborReader, NotAsWritten } from './cbor.ts';

export type Kind = 'dynamic' | 'printed' | 'addressed';

/** The closed list of what can be disclosed; null means that the citizen did not tick it. */
export interface Claims {
  level: number | null;
  noAdverse: boolean | null;
  perk: { code: number; isEligible: boolean } | null;
  name: string | null;
  matchCode: string | null;
}

/** Where it stands whether a printed certificate is revoked. */
export interface StatusEntry {
  list: number;
  position: number;
}

export interface Content {
  issuer: string;
  audience: string | null;
  /** In seconds since 1970. */
  expiresAt: number;
  /** What single use and revocation go by: `crt_` and hex digits. */
  id: string;
  kind: Kind;
  claims: Claims;
  nonce: Bytes | null;
  status: StatusEntry | null;
}

const ISS = 1, AUD = 3, EXP = 4, CTI = 7, NONCE = 10, CERTIFICATE = -70001;
const VERSION = 1, VERSION_STEP = 4;
const KINDS: readonly (Kind | undefined)[] = [undefined, 'dynamic', 'printed', 'addressed'];
const ID_BYTES = 12, MAX_CODE = 23, MAX_TEXT_BYTES = 64, LISTS = 2 ** 16, POSITIONS = 2 ** 20;
const LEVEL = 1, NO_ADVERSE = 2, PERK = 4, NAME = 8, MATCH_CODE = 16, ALL = 31;

/** Return what a payload says; raises NotAsWritten for what no issuer of this format writes. */
export function readContent(payload: Bytes): Content {
  const reader = new CborReader(payload);
  const claims = new OrderedClaims(reader);
  const issuer = claims.required(ISS, () => reader.text());
  const audience = claims.optional(AUD, () => shortText(reader));
  const expiresAt = claims.required(EXP, () => reader.unsigned());
  const id = claims.required(CTI, () => reader.bytes());
  const nonce = claims.optional(NONCE, () => reader.bytes());
  const certificate = claims.required(CERTIFICATE, () => readCertificate(reader));
  claims.end();
  require(expiresAt > 0 && id.length === ID_BYTES, 'exp and cti');
  require((certificate.kind === 'addressed') === (nonce !== null), 'a nonce for the addressed kind alone');
  require(nonce === null || (nonce.length >= 8 && nonce.length <= 16 && audience !== null), 'nonce');
  return { issuer, audience, expiresAt, id: `crt_${toHex(id)}`, nonce, ...certificate };
}

/** Reads the pairs of a map whose keys come in one order. */
class OrderedClaims {
  private left: number;
  private key: number | null = null;

  constructor(private readonly reader: CborReader) {
    this.left = reader.mapSize();
    this.advance();
  }

  optional<T>(key: number, read: () => T): T | null {
    if (this.key !== key) return null;
    const value = read();
    this.advance();
    return value;
  }

  required<T>(key: number, read: () => T): T {
    const value = this.optional(key, read);
    if (value === null) throw new NotAsWritten(`claim ${key} is not in its place`);
    return value;
  }

  end(): void {
    require(this.key === null, 'a claim that no certificate has');
    this.reader.end();
  }

  private advance(): void {
    this.key = this.left > 0 ? this.reader.integer() : null;
    this.left -= 1;
  }
}

function readCertificate(reader: CborReader): Pick<Content, 'kind' | 'claims' | 'status'> {
  const size = reader.arraySize();
  const form = reader.unsigned(), mask = reader.unsigned();
  const kind = KINDS[form % VERSION_STEP];
  require(Math.floor(form / VERSION_STEP) === VERSION && mask <= ALL, 'form and mask');
  if (kind === undefined) throw new NotAsWritten('a kind that there is not');
  const claims = readClaims(reader, mask);
  const status = kind === 'printed' ? readStatus(reader) : null;
  const ticked = Object.values(claims).filter((value) => value !== null).length;
  require(size === 2 + ticked + (status ? 2 : 0), 'as many values as the mask says');
  return { kind, claims, status };
}

function readClaims(reader: CborReader, mask: number): Claims {
  return {
    level: mask & LEVEL ? code(reader.unsigned(), 0) : null,
    noAdverse: mask & NO_ADVERSE ? reader.boolean() : null,
    perk: mask & PERK ? perkOf(reader.integer()) : null,
    name: mask & NAME ? maskedName(reader) : null,
    matchCode: mask & MATCH_CODE ? matchCode(reader.text()) : null,
  };
}

function readStatus(reader: CborReader): StatusEntry {
  const list = reader.unsigned(), position = reader.unsigned();
  require(list < LISTS && position < POSITIONS, 'list and position');
  return { list, position };
}

function perkOf(signed: number): { code: number; isEligible: boolean } {
  return { code: code(Math.abs(signed), 1), isEligible: signed > 0 };
}

function code(value: number, lowest: number): number {
  require(value >= lowest && value <= MAX_CODE, 'a code');
  return value;
}

function maskedName(reader: CborReader): string {
  const name = shortText(reader);
  require(name.includes('*'), 'a masked name');
  return name;
}

function matchCode(text: string): string {
  require(/^[0-9]{3}[0-9X]$/.test(text), 'a match code');
  return text;
}

function shortText(reader: CborReader): string {
  const text = reader.text();
  const size = new TextEncoder().encode(text).length;
  require(size > 0 && size <= MAX_TEXT_BYTES, 'a short text');
  return text;
}

function require(isKept: boolean, rule: string): void {
  if (!isKept) throw new NotAsWritten(rule);
}
