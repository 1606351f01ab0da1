/** What the desk asks the service. The session lives in a cookie that no script can read. */

import { call, type Call } from '../api/call.ts';

export interface Named {
  id: string;
  name: string | null;
}

export interface Department {
  code: string;
  name: string | null;
}

export interface Deadline {
  step: string;
  name: string;
  due_on: string;
  is_late: boolean;
  /** After today; as a negative number those since that day. */
  working_days_left: number;
  source: string;
  reason: string | null;
}

export interface Colleague {
  name: string;
  is_me: boolean;
}

export interface Waiting {
  number: string;
  kind: Kind;
  state_text: string;
  item: Named;
  department: Department;
  reason: string;
  opened_at: string;
  deadline: Deadline | null;
  is_serious: boolean;
  is_escalated: boolean;
  assigned_to: Colleague | null;
}

export type Kind = 'dispute' | 'repair';

export interface Detail {
  field: string;
  zh: string;
  value: string | number;
}

export interface DeskRecord {
  item: Named;
  department: Department;
  document_number: string;
  title: string;
  decided_on: string;
  valid_until: string | null;
  duty_fulfilled_on: string | null;
  corrected_on: string | null;
  /** The day on which a decision took it off. */
  taken_off_on: string | null;
  state: string;
  legal_basis: string | null;
  details: Detail[];
}

export interface Corrections {
  title?: string | null;
  decided_on?: string | null;
  valid_until?: string | null;
  duty_fulfilled_on?: string | null;
  details: Record<string, string | number>;
}

export interface Step {
  version: number;
  at: string;
  event: string;
  by: string;
  actor: string;
  happened: string;
  reason: string | null;
  words: string;
  position: string | null;
  corrections: (Omit<Corrections, 'details'> & { details: Detail[] }) | null;
}

export interface Material {
  name: string;
  media_type: string;
  size: number;
  scan: string;
  added_at: string;
  href: string | null;
}

export interface PossibleStep {
  event: string;
  name: string;
  needs_reason: boolean;
  takes_corrections: boolean;
  templates: { id: string; words: string }[];
}

export interface Case {
  version: number;
  number: string;
  kind: Kind;
  state_text: string;
  is_serious: boolean;
  masked_name: string;
  masked_id_number: string;
  /** The record was delivered under the full ID number that the person has proven. */
  is_of_person: boolean;
  reason: string;
  words: string;
  opened_at: string;
  deadline: Deadline | null;
  decision_deadline: Deadline | null;
  duty_done_on: string | null;
  commitment_version: string | null;
  assigned_to: Colleague | null;
  proposed_by: Colleague | null;
  decided_by: Colleague | null;
  record: DeskRecord | null;
  materials: Material[];
  steps: Step[];
  possible: PossibleStep[];
}

export interface Officer {
  name: string;
  must_change_password: boolean;
}

export interface Decision {
  event: string;
  version: number;
  template: string | null;
  words: string;
  corrections: Corrections | null;
}

export interface Filter {
  kind: '' | Kind;
  overdue: boolean;
  mine: boolean;
}

export interface QueuePage {
  cases: Waiting[];
  next: string | null;
}

const PREFIX = '/api/v1';

/** Call in the desk's own name: a form of another site cannot send this header. */
function ask<T>(wanted: Call): Promise<T> {
  const headers = { ...wanted.headers, 'X-Requested-With': 'desk', 'Accept-Language': 'zh-CN' };
  return call<T>({ ...wanted, headers });
}

export function signIn(username: string, password: string, totp: string): Promise<{ refused_before: number; officer: Officer }> {
  return ask({ method: 'POST', path: '/officer/session', body: { username, password, totp } });
}

export function signOut(): Promise<void> {
  return ask({ method: 'DELETE', path: '/officer/session' });
}

export function whoAmI(): Promise<Officer> {
  return ask({ method: 'GET', path: '/officer/me' });
}

export function changePassword(current: string, wanted: string): Promise<void> {
  return ask({ method: 'PUT', path: '/officer/me/password', body: { current, wanted } });
}

/** Return the first page of the queue, or the one that an earlier page names. */
export function listCases(filter: Filter, next: string | null = null): Promise<QueuePage> {
  const path = next === null ? `/officer/cases${queryOf(filter)}` : next.slice(PREFIX.length);
  return ask({ method: 'GET', path });
}

export function queryOf({ kind, overdue, mine }: Filter): string {
  const query = new URLSearchParams();
  if (kind) query.set('kind', kind);
  if (overdue) query.set('overdue', 'true');
  if (mine) query.set('mine', 'true');
  const text = query.toString();
  return text && `?${text}`;
}

export function getCase(number: string): Promise<Case> {
  return ask({ method: 'GET', path: `/officer/cases/${encodeURIComponent(number)}` });
}

/** Take a step; the same `key` again finds what the first made. */
export function decide(number: string, decision: Decision, key: string): Promise<Case> {
  const path = `/officer/cases/${encodeURIComponent(number)}/decisions`;
  return ask({ method: 'POST', path, headers: { 'Idempotency-Key': key }, body: decision });
}
