/** Files that were chosen and not uploaded yet. They lie in memory: a picture is too large for the tab's store. */

import { shallowReactive } from 'vue';
import { pick } from '../../page/language.ts';

/** A chosen file; `key` makes a repeated upload harmless, `fault` says why the last try went wrong. */
export interface Chosen {
  file: File;
  key: string;
  fault: string | null;
}

export const LARGEST_BYTES = 10 * 1024 * 1024;
export const MOST_FILES = 10;

const STARTS = [[0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0x25, 0x50, 0x44, 0x46, 0x2d]];
const LONGEST_START = 8;

const chosen = shallowReactive(new Map<string, readonly Chosen[]>());

/** Return the files chosen for this draft or case. */
export function chosenFor(owner: string): readonly Chosen[] {
  return chosen.get(owner) ?? [];
}

/** Return why a file is not taken, or null for a good one: by what it is, not by its name. */
export function faultOf(size: number, start: Uint8Array): string | null {
  if (size === 0) return pick('文件是空的。', 'The file is empty.');
  if (size > LARGEST_BYTES) return pick('超过 10 MB，请换一张小一些的。', 'Larger than 10 MB; please take a smaller one.');
  const isKnown = STARTS.some((known) => known.every((byte, place) => start[place] === byte));
  return isKnown ? null : pick('只收 JPEG、PNG 图片和 PDF。', 'Only JPEG, PNG and PDF are taken.');
}

/** Choose these files too; return what is said about those that are not taken. */
export async function choose(owner: string, files: Iterable<File>, room: number): Promise<string[]> {
  const faults: string[] = [];
  for (const file of files) {
    const fault = faultOf(file.size, new Uint8Array(await file.slice(0, LONGEST_START).arrayBuffer()));
    const present = chosenFor(owner);
    if (fault !== null) faults.push(`${file.name}：${fault}`);
    else if (present.length >= room) faults.push(pick(`${file.name}：最多 ${MOST_FILES} 份。`, `${file.name}: at most ${MOST_FILES} files.`));
    else chosen.set(owner, [...present, { file, key: crypto.randomUUID(), fault: null }]);
  }
  return faults;
}

export function drop(owner: string, one: Chosen): void {
  chosen.set(owner, chosenFor(owner).filter((other) => other !== one));
}

/** Say why a file was not taken by the service. */
export function blame(owner: string, one: Chosen, fault: string): void {
  one.fault = fault;
  chosen.set(owner, [...chosenFor(owner)]);
}

/** Give the files of a draft to the case that was made of it. */
export function handOver(from: string, to: string): void {
  chosen.set(to, [...chosenFor(to), ...chosenFor(from)]);
  chosen.delete(from);
}

export function forgetFiles(): void {
  chosen.clear();
}
