/** A dispute that is being written: what is wrong, which facts, and the person's words, kept until it is sent. */

import { fieldOf } from '../drafts.ts';
import type { Reason } from './case-calls.ts';
import { factsOf, withCorrections, type Correction } from './corrections.ts';
import type { CreditRecord } from './record-calls.ts';

/** The reasons that say nothing without words. */
const NEED_WORDS: readonly string[] = ['wrong_content', 'other'];
export const WRONG_CONTENT = 'wrong_content';

export function disputeDraft(record: string): string {
  return `dispute:${record}`;
}

/** Return what is to be sent, or null while no reason is chosen. */
export function wishOf(record: CreditRecord): { record: string; reason: Reason; words: string } | null {
  const draft = disputeDraft(record.id);
  const reason = fieldOf(draft, 'reason') as Reason | '';
  if (reason === '') return null;
  return { record: record.id, reason, words: withCorrections(reason === WRONG_CONTENT ? correctionsOf(record) : [], fieldOf(draft, 'words')) };
}

/** Tell whether more has to be said. */
export function isSilent({ reason, words }: { reason: string; words: string }): boolean {
  return NEED_WORDS.includes(reason) && words === '';
}

/** Return the names of a fact's two fields in the draft: that it is wrong, and what is right. */
export function fieldsOf(fact: string): { isWrong: string; right: string } {
  return { isWrong: `wrong:${fact}`, right: `right:${fact}` };
}

function correctionsOf(record: CreditRecord): Correction[] {
  const draft = disputeDraft(record.id);
  const wrong = factsOf(record).filter((fact) => fieldOf(draft, fieldsOf(fact.id).isWrong) !== '');
  return wrong.map((fact) => ({ fact, right: fieldOf(draft, fieldsOf(fact.id).right) }));
}
