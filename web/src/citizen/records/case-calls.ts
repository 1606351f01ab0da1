/** What is asked of the service about disputes and repairs: their cases, materials, and the steps that are the citizen's. */

import { answerOf, type Shapes } from '../../api/client.ts';
import { citizen, withFile } from '../session.ts';

export type Deadline = Shapes['DeadlineAnswer'];
export type Step = Shapes['CaseStepAnswer'];
export type Material = Shapes['MaterialAnswer'];
export type Outlook = Shapes['OutlookAnswer'];
export type Reason = Shapes['DisputeBody']['reason'];
/** A case: `deadline` is null once it is over, `decision_deadline` once it is decided. */
export type Case = Omit<Shapes['CaseAnswer'], 'deadline' | 'decision_deadline'> & { deadline: Deadline | null; decision_deadline: Deadline | null };

type RepairWish = Pick<Shapes['RepairBody'], 'record' | 'words' | 'duty_done_on'>;

const DISPUTE = '/api/v1/me/disputes/{case_id}', REPAIR = '/api/v1/me/repairs/{case_id}';

/** Return the cases of both kinds, the newest first. */
export async function listCases(): Promise<Case[]> {
  const [{ disputes }, { repairs }] = await Promise.all([answerOf(citizen.GET('/api/v1/me/disputes')), answerOf(citizen.GET('/api/v1/me/repairs'))]);
  return ([...disputes, ...repairs] as Case[]).sort((one, other) => (one.opened_at < other.opened_at ? 1 : -1));
}

export async function getCase(number: string): Promise<Case> {
  const at = placeOf(number);
  return (await answerOf(isDispute(number) ? citizen.GET(DISPUTE, at) : citizen.GET(REPAIR, at))) as Case;
}

/** Open a dispute; the same `key` again finds what the first made. */
export async function openDispute(wish: { record: string; reason: Reason; words: string }, key: string): Promise<string> {
  return (await answerOf(citizen.POST('/api/v1/me/disputes', { body: wish, params: { header: { 'Idempotency-Key': key } } }))).number;
}

export function judgeRepair(record: string): Promise<Outlook> {
  return answerOf(citizen.GET('/api/v1/me/records/{record_id}/repair', { params: { path: { record_id: record } } }));
}

/** Draft an application; it is sent by `confirmRepair`, once its materials are there. */
export async function draftRepair(wish: RepairWish, key: string): Promise<string> {
  return (await answerOf(citizen.POST('/api/v1/me/repairs', { body: wish as Shapes['RepairBody'], params: { header: { 'Idempotency-Key': key } } }))).number;
}

/** Make the commitment and send the draft. */
export async function confirmRepair(number: string): Promise<void> {
  await citizen.POST(`${REPAIR}/confirm`, { ...placeOf(number), body: { commits: true, knows_consequence: true } });
}

export async function askReview(number: string, words: string): Promise<void> {
  await citizen.POST(`${DISPUTE}/review`, { ...placeOf(number), body: { words } });
}

/** Say that the materials which were asked for are all there. */
export async function supply(number: string): Promise<void> {
  await citizen.POST(`${REPAIR}/supply`, placeOf(number));
}

export async function withdraw(number: string): Promise<void> {
  const at = placeOf(number);
  await (isDispute(number) ? citizen.POST(`${DISPUTE}/withdraw`, at) : citizen.POST(`${REPAIR}/withdraw`, at));
}

/** Add a material; the same `key` again adds it once. */
export async function addMaterial(number: string, file: File, key: string): Promise<void> {
  const form = new FormData();
  form.append('file', file);
  const wish = { params: { ...placeOf(number).params, header: { 'Idempotency-Key': key } }, body: form as never, fetch: withFile };
  await (isDispute(number) ? citizen.POST(`${DISPUTE}/materials`, wish) : citizen.POST(`${REPAIR}/materials`, wish));
}

/** Fetch what was uploaded; the service sends it as bytes, whatever they are. */
export async function fetchMaterial(number: string, id: string): Promise<Blob> {
  const wish = { params: { path: { case_id: number, material_id: id } }, parseAs: 'blob', fetch: withFile } as const;
  const asked = isDispute(number) ? citizen.GET(`${DISPUTE}/materials/{material_id}`, wish) : citizen.GET(`${REPAIR}/materials/{material_id}`, wish);
  return (await answerOf(asked)) as unknown as Blob;
}

/** Tell which kind of case a number names: Y for 异议, X for 信用修复. */
function isDispute(number: string): boolean {
  return number.startsWith('Y');
}

function placeOf(number: string): { params: { path: { case_id: string } } } {
  return { params: { path: { case_id: number } } };
}
