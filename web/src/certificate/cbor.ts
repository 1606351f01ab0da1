/**
 * A strict reader of the little CBOR (RFC 8949) that a certificate is written in.
 *
 * It takes definite lengths and shortest encodings only, so whatever it reads is encoded in one way: nobody
 * has to encode it again to see whether it was.
 */

import type { Bytes } from './bytes.ts';

const UNSIGNED = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5;
const FALSE = 0xf4, TRUE = 0xf5;
const SMALLEST_OF_SIZE = [[1, 24], [2, 0x100], [4, 0x1_0000]] as const;
const FIRST_SIZE = 24;

/** What is read is not CBOR, not in its shortest form, or not what was expected in its place. */
export class NotAsWritten extends Error {}

export class CborReader {
  private at = 0;

  constructor(private readonly data: Bytes) {}

  /** Return a whole number of at most 32 bits. */
  unsigned(): number {
    return this.head(UNSIGNED);
  }

  /** Return a whole number of either sign. */
  integer(): number {
    return this.isNext(NEGATIVE) ? -1 - this.head(NEGATIVE) : this.head(UNSIGNED);
  }

  bytes(): Bytes {
    return this.take(this.head(BYTES));
  }

  text(): string {
    const bytes = this.take(this.head(TEXT));
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new NotAsWritten('not UTF-8');
    }
  }

  boolean(): boolean {
    const byte = this.take(1)[0];
    if (byte !== TRUE && byte !== FALSE) throw new NotAsWritten('neither true nor false');
    return byte === TRUE;
  }

  /** Return how many values follow. */
  arraySize(): number {
    return this.head(ARRAY);
  }

  /** Return how many pairs follow. */
  mapSize(): number {
    return this.head(MAP);
  }

  /** Raise NotAsWritten if anything is left. */
  end(): void {
    if (this.at !== this.data.length) throw new NotAsWritten('bytes after the end');
  }

  private isNext(major: number): boolean {
    const byte = this.data[this.at];
    return byte !== undefined && byte >> 5 === major;
  }

  private head(major: number): number {
    if (!this.isNext(major)) throw new NotAsWritten(`not of major type ${major}`);
    const low = this.take(1)[0]! & 0x1f;
    if (low < FIRST_SIZE) return low;
    const form = SMALLEST_OF_SIZE[low - FIRST_SIZE];
    if (form === undefined) throw new NotAsWritten('a length of no certificate');
    const [size, smallest] = form;
    const number = this.take(size).reduce((sum, byte) => sum * 0x100 + byte, 0);
    if (number < smallest) throw new NotAsWritten('not in the shortest encoding');
    return number;
  }

  private take(size: number): Bytes {
    const end = this.at + size;
    if (end > this.data.length) throw new NotAsWritten('cut off');
    const taken = this.data.slice(this.at, end);
    this.at = end;
    return taken;
  }
}
