/** What the page asks the service in the citizen's name: status, records, cases, materials, messages. */

import { callForFile } from '../api/call.ts';
import { asCitizen } from '../code/session.ts';

export interface Named {
  id: string;
  name: string | null;
}

export interface StatusLine {
  record: string;
  counts: boolean;
  why: string;
}

export interface Status {
  level: { id: string; name: string; meaning: string };
  policy_version: string;
  evaluated_on: string;
  records: StatusLine[];
  improvements: { text: string }[];
}

export interface Detail {
  field: string;
  zh: string;
  value: string | number;
}

export type RecordState = 'in_force' | 'disputed' | 'corrected' | 'repaired' | 'withdrawn';

export interface CreditRecord {
  id: string;
  item: Named;
  department: { code: string; name: string | null };
  document_number: string;
  title: string;
  decided_on: string;
  valid_until: string | null;
  duty_fulfilled_on: string | null;
  state: RecordState;
  /** Null where the catalogue does not list the item. */
  polarity: 'adverse' | 'commendation' | 'neutral' | null;
  legal_basis: string | null;
  details: Detail[];
  /** Null for a record that is in dispute, or counts no more for good. */
  dispute: object | null;
}

export type Kind = 'dispute' | 'repair';

export interface Deadline {
  name: string;
  due_on: string;
  is_late: boolean;
  /** After today; as a negative number those since that day. */
  working_days_left: number;
  source: string;
  /** Why that source, where no law of the place fixes it. */
  reason: string | null;
}

export interface Step {
  at: string;
  event: string;
  by: string;
  happened: string;
  reason: string | null;
  words: string;
}

export interface Material {
  id: string;
  name: string;
  media_type: string;
  size: number;
  added_at: string;
  is_removed: boolean;
}

export interface Case {
  number: string;
  kind: Kind;
  record: string;
  reason: string;
  words: string;
  state: string;
  state_text: string;
  opened_at: string;
  /** Null once the case is over. */
  deadline: Deadline | null;
  /** Of the decision, while it is to come. */
  decision_deadline: Deadline | null;
  steps: Step[];
  go_on: string[];
  materials: Material[];
  /** What the citizen may do now. */
  may: string[];
  fee: string;
}

export interface Outlook {
  is_possible: boolean;
  possible_from: string | null;
  needs_proof: boolean;
  way: 'end_publication' | 'remove_from_list' | null;
  conditions: { code: string; is_met: boolean; why: string }[];
  open_case: string | null;
  commitment: string;
  false_material: string;
  fee: string;
}

export interface Message {
  about: string;
  at: string;
  words: string;
  /** The number of a case, or the id of something else. */
  object: string | null;
  is_read: boolean;
}

export interface Inbox {
  unread: number;
  seen_until: string;
  messages: Message[];
}

export interface DisputeWish {
  record: string;
  reason: string;
  words: string;
}

export interface RepairWish {
  record: string;
  words: string;
  duty_done_on: string | null;
}

const FILE_PATIENCE_MS = 120_000;

export function readStatus(): Promise<Status> {
  return asCitizen({ method: 'GET', path: '/me/status' });
}

export async function listRecords(): Promise<CreditRecord[]> {
  return (await asCitizen<{ records: CreditRecord[] }>({ method: 'GET', path: '/me/records' })).records;
}

/** Return one of the citizen's own records, or null where there is none of this id. */
export async function findRecord(id: string): Promise<CreditRecord | null> {
  return (await listRecords()).find((one) => one.id === id) ?? null;
}

/** Return the cases of both kinds, the newest first. */
export async function listCases(): Promise<Case[]> {
  const [{ disputes }, { repairs }] = await Promise.all([
    asCitizen<{ disputes: Case[] }>({ method: 'GET', path: '/me/disputes' }),
    asCitizen<{ repairs: Case[] }>({ method: 'GET', path: '/me/repairs' }),
  ]);
  return [...disputes, ...repairs].sort((one, other) => (one.opened_at < other.opened_at ? 1 : -1));
}

export function getCase(number: string): Promise<Case> {
  return asCitizen({ method: 'GET', path: pathOf(number) });
}

/** Open a dispute; the same `key` again finds what the first made. */
export function openDispute(wish: DisputeWish, key: string): Promise<Case> {
  return asCitizen({ method: 'POST', path: '/me/disputes', headers: { 'Idempotency-Key': key }, body: wish });
}

export function judgeRepair(record: string): Promise<Outlook> {
  return asCitizen({ method: 'GET', path: `/me/records/${encodeURIComponent(record)}/repair` });
}

/** Draft an application; it is sent by `confirmRepair`, once its materials are there. */
export function draftRepair(wish: RepairWish, key: string): Promise<Case> {
  return asCitizen({ method: 'POST', path: '/me/repairs', headers: { 'Idempotency-Key': key }, body: wish });
}

/** Make the commitment and send the draft. */
export function confirmRepair(number: string): Promise<Case> {
  return move(number, 'confirm', { commits: true, knows_consequence: true });
}

export function askReview(number: string, words: string): Promise<Case> {
  return move(number, 'review', { words });
}

/** Say that the materials which were asked for are all there. */
export function supply(number: string): Promise<Case> {
  return move(number, 'supply');
}

export function withdraw(number: string): Promise<Case> {
  return move(number, 'withdraw');
}

export function addMaterial(number: string, file: File, key: string): Promise<Material> {
  const body = new FormData();
  body.append('file', file);
  return asCitizen({ method: 'POST', path: `${pathOf(number)}/materials`, headers: { 'Idempotency-Key': key }, body, patienceMs: FILE_PATIENCE_MS });
}

export function fetchMaterial(number: string, id: string): Promise<Blob> {
  return asCitizen({ method: 'GET', path: `${pathOf(number)}/materials/${encodeURIComponent(id)}`, patienceMs: FILE_PATIENCE_MS }, callForFile);
}

export function readMessages(): Promise<Inbox> {
  return asCitizen({ method: 'GET', path: '/me/inbox' });
}

/** Return what kind of case a number names: Y for 异议, X for 信用修复. */
export function kindOf(number: string): Kind {
  return number.startsWith('Y') ? 'dispute' : 'repair';
}

function move(number: string, step: string, body?: object): Promise<Case> {
  return asCitizen({ method: 'POST', path: `${pathOf(number)}/${step}`, ...(body === undefined ? {} : { body }) });
}

function pathOf(number: string): string {
  return `/me/${kindOf(number)}s/${encodeURIComponent(number)}`;
}
