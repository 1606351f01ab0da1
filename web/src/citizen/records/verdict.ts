/** Whether a record can be repaired, in a sentence. */

import { pick } from '../../page/language.ts';
import type { Outlook } from './case-calls.ts';
import { dayInWords } from '../../page/moments.ts';

export interface Verdict {
  tone: 'good' | 'bad' | 'none';
  words: string;
  /** What stands in the way, where it is not said yet. */
  why: string | null;
}

export function verdictOf({ is_possible: isPossible, possible_from: from, open_case: open, conditions, needs_proof: needsProof }: Outlook): Verdict {
  if (open !== null) return { tone: 'none', words: pick(`修复申请已在办理，编号 ${open}。`, `An application is open: ${open}.`), why: null };
  if (isPossible && needsProof) return { tone: 'good', words: pick('可以申请，但要上传履行证明；不收费。', 'You can apply, with a proof that the duty is done; free of charge.'), why: null };
  if (isPossible) return { tone: 'good', words: pick('现在可以申请，不收费。', 'You can apply now, free of charge.'), why: null };
  // A duty that is not shown as done stands in nobody's way: a proof can be added.
  const obstacles = conditions.filter((one) => !one.is_met && one.code !== 'duty_done');
  const [first] = obstacles;
  // The day is told as the answer only where nothing but time is missing.
  if (from !== null && first?.code === 'period_over' && obstacles.length === 1) return { tone: 'bad', words: pick(`还不能申请，最早 ${dayInWords(from)}可以。`, `Not yet: you can apply from ${dayInWords(from)} on.`), why: null };
  return { tone: 'bad', words: pick('这条记录现在不能在这里申请修复。', 'This record cannot be repaired here now.'), why: first?.why ?? null };
}
