/** The two ticks without which no application is sent, kept with its draft. */

import type { WritableComputedRef } from 'vue';
import { pick } from '../../page/language.ts';
import { useKeptTick } from './kept.ts';
import type { Missing } from './missing.ts';
import { repairDraft } from './repairing.ts';

export interface Commitment {
  commits: WritableComputedRef<boolean>;
  knows: WritableComputedRef<boolean>;
  missing(): Missing | null;
}

export function useCommitment(record: string): Commitment {
  const draft = repairDraft(record);
  const commits = useKeptTick(draft, 'commits'), knows = useKeptTick(draft, 'knows');
  const missing = (): Missing | null => {
    if (!commits.value) return { words: pick('请阅读并勾选信用承诺。', 'Read the commitment and tick it.'), at: 'commits' };
    return knows.value ? null : { words: pick('请阅读并勾选提交虚假材料的后果。', 'Read what follows from false material and tick it.'), at: 'knows' };
  };
  return { commits, knows, missing };
}
