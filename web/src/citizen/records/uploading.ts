/** Uploads what was chosen for a case. */

import { Problem } from '../../api/failures.ts';
import { pick } from '../../page/language.ts';
import { addMaterial } from './case-calls.ts';
import { blame, chosenFor, drop } from './chosen-files.ts';

/** Hears how far an upload is: in words, and as a share of 1. */
export type Tell = (words: string, share?: number) => unknown;

/**
 * Upload what was chosen for a case, one file after the other; return how many are left over.
 *
 * A file that the service refuses stays, with its reason; what is no word about a file is raised.
 */
export async function uploadAll(number: string, tell: Tell): Promise<number> {
  const files = [...chosenFor(number)];
  for (const [place, one] of files.entries()) {
    tell(pick(`正在上传第 ${place + 1} 份，共 ${files.length} 份…`, `Uploading ${place + 1} of ${files.length}…`), place / files.length);
    try {
      await addMaterial(number, one.file, one.key);
      drop(number, one);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      blame(number, one, error.message);
    }
  }
  tell('');
  return chosenFor(number).length;
}

/** Say that files are left over. */
export function notUploaded(count: number): string {
  return pick(`有 ${count} 份材料没有传上，原因写在它下面。`, `${count} files were not uploaded; the reason is below each.`);
}
