/** What may be done with a case now: what a step needs, and what is sent. */

import { pick } from '../../page/language.ts';
import type { Case, Decision, DeskRecord, Event, PossibleStep } from '../shapes.ts';
import { changesOf, faultIn, fieldsOf, type Typed } from './corrections.ts';

export const LONGEST_WORDS = 2000;
/** Steps that are taken at a press: they decide nothing and can be undone. */
const PLAIN: readonly Event[] = ['take', 'release'];

export const isPlain = ({ event }: Pick<PossibleStep, 'event'>): boolean => PLAIN.includes(event);

/** Say what the case waits for, where this officer can do nothing. */
export function waitingFor({ assigned_to: whose, proposed_by: proposer, deadline }: Pick<Case, 'assigned_to' | 'proposed_by' | 'deadline'>): string {
  if (deadline === null) return pick('已办结，没有可办的步骤。', 'It is closed; nothing is left to do.');
  if (proposer?.is_me) return pick('你已初审；须由另一位经办人复核。', 'You have looked first; another officer looks a second time.');
  if (whose !== null && !whose.is_me) return pick(`${whose.name} 正在办理。`, `${whose.name} has this case.`);
  return pick('现在不用经办人办理：等当事人或来源单位。', 'Nothing for an officer now: the citizen or the source department is waited for.');
}

/** What is missing before a step can be sent, and the id of the field that it is about. */
export interface Missing {
  at: string;
  words: string;
}

/** Return the id under which a field of the corrections stands on the screen. */
export const idOf = (name: string): string => `fix-${name}`;

/** Return the first thing that is missing for a step, or null. */
export function missingFor(step: PossibleStep, record: DeskRecord | null, typed: Typed): Missing | null {
  const hasReason = Boolean(typed['template'] || typed['words']?.trim());
  if (step.needs_reason && !hasReason) return { at: step.templates.length ? 'template' : 'words', words: pick('请选择理由，或写明理由：当事人会看到。', 'Choose a reason, or write one: the citizen reads it.') };
  if (!step.takes_corrections || record === null) return null;
  const fields = fieldsOf(record);
  const faulty = fields.find((field) => faultIn(field, typed[field.name] ?? field.before));
  if (faulty) return { at: idOf(faulty.name), words: faultIn(faulty, typed[faulty.name] ?? faulty.before) };
  if (step.event === 'uphold_partly' && changesOf(record, typed) === null) return { at: idOf(fields[0]!.name), words: pick('部分成立时，请写明更正了哪些内容。', 'Upholding in part needs what is corrected.') };
  return null;
}

/** Return the step as it is sent upon the version that is on the screen. */
export function wishOf({ version, record }: Pick<Case, 'version' | 'record'>, step: PossibleStep, typed: Typed): Decision {
  const corrections = step.takes_corrections && record ? changesOf(record, typed) : null;
  return { event: step.event, version, template: typed['template'] || null, words: (typed['words'] ?? '').trim(), corrections };
}
