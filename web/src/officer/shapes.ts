/** What the service tells the desk, by its own names. */

import type { Shapes } from '../api/client.ts';

/** Without the empty object that the document's generator puts beside a shape that may be null. */
type Told<T> = { [Field in keyof T]: Exclude<T[Field], Record<string, never>> };

export type Deadline = Shapes['DeadlineAnswer'];
export type Colleague = Shapes['ColleagueAnswer'];
export type Detail = Shapes['DetailAnswer'];
export type DeskRecord = Shapes['DeskRecordAnswer'];
export type Material = Shapes['DeskMaterialAnswer'];
export type PossibleStep = Shapes['PossibleStepAnswer'];
export type Event = PossibleStep['event'];
export type Corrections = Shapes['DeskCorrectionsBody'];
export type Decision = Shapes['DecisionBody'];
export type Step = Told<Shapes['DeskStepAnswer']>;
export type Case = Omit<Told<Shapes['DeskCaseAnswer']>, 'steps'> & { steps: Step[] };
export type Waiting = Told<Shapes['QueueEntryAnswer']>;
export type Kind = Case['kind'];
export type State = Case['state'];
