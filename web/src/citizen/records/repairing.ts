/** Sending an application for repair: its materials, then the commitment. */

import { SignedOut } from '../../api/failures.ts';
import { refusalInWords } from '../../api/refusals.ts';
import { pick } from '../../page/language.ts';
import { forgetDraft } from '../drafts.ts';
import { confirmRepair } from './case-calls.ts';
import { uploadAll, type Tell } from './uploading.ts';

/** What came of it, in words; what was not sent is left as a draft that its case completes. */
export interface Outcome {
  words: string;
  isSent: boolean;
}

export function repairDraft(record: string): string {
  return `repair:${record}`;
}

/** Upload what was chosen for a drafted case, make the commitment and send it; raises `SignedOut` alone. */
export async function finishRepair(number: string, record: string, tell: Tell): Promise<Outcome> {
  try {
    if ((await uploadAll(number, tell)) > 0) return { words: pick('还没有提交：有材料没有传上，见下面。', 'Not sent yet: a file was not uploaded; see below.'), isSent: false };
    await confirmRepair(number);
  } catch (error) {
    if (error instanceof SignedOut) throw error;
    const words = refusalInWords(error);
    return { words: pick(`还没有提交：${words}`, `Not sent yet: ${words}`), isSent: false };
  }
  forgetDraft(repairDraft(record));
  return { words: pick(`修复申请已提交，编号 ${number}。`, `The application is sent as ${number}.`), isSent: true };
}
