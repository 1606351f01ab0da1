/** What the page asks the service in the citizen's name: cards, perks, the access log, one's own data. */

import { call, callForFile, PREFIX } from '../api/call.ts';
import type { Person } from '../code/citizen-api.ts';
import { asCitizen } from '../code/session.ts';

export interface Named {
  id: string;
  name: string | null;
}

export interface Entry {
  id: string;
  at: string;
  actor: { kind: string; name: string };
  action: string;
  purpose: string | null;
  object: string | null;
  /** What was shown, by name. */
  disclosed: string[];
  outcome: string | null;
}

export interface LogPage {
  entries: Entry[];
  /** The path of the page after it, or null. */
  next: string | null;
}

export interface Card {
  id: string;
  operator: Named;
  card: string | null;
  state: 'pending' | 'linked';
  linked_at: string | null;
}

export interface CardOperator {
  id: string;
  name: string;
  basic_right: boolean;
  services: Named[];
}

export interface ServiceItem {
  kind: string;
  title: string;
  at: string;
  month: string | null;
  amount_fen: number | null;
  due_on: string | null;
  state: string | null;
}

/** What an operator shows of a function of a card; null is what the function has not. */
export interface CardService {
  service: Named;
  note: string;
  as_of: string;
  balance_fen: number | null;
  owed_fen: number | null;
  deposit: { state: 'paid' | 'unpaid' | 'waived'; amount_fen: number } | null;
  valid_from: string | null;
  valid_until: string | null;
  items: ServiceItem[];
}

export interface Perk {
  id: string;
  kind: 'granted' | 'redeemed';
  name: string;
  operator: string | null;
  gives: string;
  terms: string;
  without: string;
  left: 'available' | 'few_left' | 'none';
  /** Null where the status is unread. */
  state: 'have' | 'can_have' | 'not_yet' | null;
  conditions: { holds: boolean; words: string }[];
  possible_from: string | null;
  why: string;
}

export type GrantState = 'pending' | 'active' | 'ending' | 'ended' | 'refused';

export interface Grant {
  id: string;
  perk: string;
  card: string;
  state: GrantState;
  requested_at: string;
  valid_until: string;
  refused_because: string | null;
  notice: string | null;
  steps: { at: string; state: GrantState; cause: string; actor: string }[];
}

/** Who the citizen is here, and since when they have paused. */
export interface Me extends Person {
  name: string | null;
  id_number: string | null;
  paused_since: string | null;
}

export interface Foresight {
  goes: { id: string; what: string }[];
  stays: { id: string; what: string; until: string; basis: string }[];
  in_force: Record<'consents' | 'certificates' | 'perks' | 'cards' | 'cases', number>;
  advice: string;
  confirmation: string;
}

export interface Notice {
  version: string;
  effective_from: string;
  title: string;
  sections: { id: string; title: string; sentences: string[] }[];
}

const OPERATOR_PATIENCE_MS = 15_000, FILE_PATIENCE_MS = 120_000;
const LONGEST_PAGE = 200;

export function readMe(): Promise<Me> {
  return asCitizen({ method: 'GET', path: '/me' });
}

/** Read a page of the access log; `next` is where the page before it said to go on. */
export async function readLog(next: string | null): Promise<LogPage> {
  const page = await asCitizen<LogPage>({ method: 'GET', path: next ?? `/me/access-log?limit=${LONGEST_PAGE}` });
  return { entries: page.entries, next: page.next && page.next.slice(PREFIX.length) };
}

export async function listCards(): Promise<Card[]> {
  return (await asCitizen<{ cards: Card[] }>({ method: 'GET', path: '/me/cards' })).cards;
}

export async function listOperators(): Promise<CardOperator[]> {
  return (await asCitizen<{ operators: CardOperator[] }>({ method: 'GET', path: '/me/card-operators' })).operators;
}

/** Link a card, which its operator confirms meanwhile; the same `key` again finds what the first made. */
export function linkCard(wish: { operator: string; card_number: string }, key: string): Promise<Card> {
  return asCitizen({ method: 'POST', path: '/me/cards', headers: { 'Idempotency-Key': key }, body: wish, patienceMs: OPERATOR_PATIENCE_MS });
}

export function unlinkCard(id: string): Promise<void> {
  return asCitizen({ method: 'DELETE', path: `/me/cards/${encodeURIComponent(id)}` });
}

export function readCardService(card: string, service: string): Promise<CardService> {
  return asCitizen({ method: 'GET', path: `/me/cards/${encodeURIComponent(card)}/services/${encodeURIComponent(service)}`, patienceMs: OPERATOR_PATIENCE_MS });
}

/** Return every perk there is, and the code of what stands in the way of reading the status, if anything. */
export async function listPerks(): Promise<{ perks: Perk[]; unread: string | null }> {
  const answer = await asCitizen<{ perks: Perk[]; status_unread_because: string | null }>({ method: 'GET', path: '/perks' });
  return { perks: answer.perks, unread: answer.status_unread_because };
}

export async function listGrants(): Promise<Grant[]> {
  return (await asCitizen<{ perks: Grant[] }>({ method: 'GET', path: '/me/perks' })).perks;
}

export function getGrant(id: string): Promise<Grant> {
  return asCitizen({ method: 'GET', path: `/me/perks/${encodeURIComponent(id)}` });
}

/** Ask for a perk on a card; the same `key` again finds what the first made. */
export function askForPerk(wish: { perk: string; card: string }, key: string): Promise<Grant> {
  return asCitizen({ method: 'POST', path: '/me/perks', headers: { 'Idempotency-Key': key }, body: wish });
}

export function giveBack(id: string): Promise<Grant> {
  return asCitizen({ method: 'DELETE', path: `/me/perks/${encodeURIComponent(id)}` });
}

export function fetchReport(): Promise<Blob> {
  return asCitizen({ method: 'GET', path: '/me/report.pdf', patienceMs: FILE_PATIENCE_MS }, callForFile);
}

export function fetchExport(): Promise<Blob> {
  return asCitizen({ method: 'GET', path: '/me/export', patienceMs: FILE_PATIENCE_MS }, callForFile);
}

/** Stop or resume what is derived of the citizen. */
export function setPaused(isPaused: boolean): Promise<void> {
  return asCitizen({ method: isPaused ? 'PUT' : 'DELETE', path: '/me/pause' });
}

export function foreseeDeletion(): Promise<Foresight> {
  return asCitizen({ method: 'GET', path: '/me/deletion' });
}

/** Close the account; `confirmation` is that of the list which was shown. */
export async function deleteMe(confirmation: string): Promise<string> {
  const path = `/me?confirm=${encodeURIComponent(confirmation)}`;
  return (await asCitizen<{ message: string }>({ method: 'DELETE', path })).message;
}

export function readNotice(): Promise<Notice> {
  return call({ method: 'GET', path: '/privacy-notice' });
}
