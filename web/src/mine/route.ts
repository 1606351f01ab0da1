/** Which view an address names; all of it stands behind `#` and reaches no server. */

export type Route =
  | { view: 'home' | 'consents' | 'history' | 'log' | 'cards' | 'perks' | 'data' | 'deletion' | 'notice' }
  | { view: 'link'; operator: string }
  | { view: 'card' | 'perk' | 'grant'; id: string };

const PLAIN = ['consents', 'history', 'log', 'cards', 'perks', 'data', 'deletion', 'notice'] as const;
const LINK = /^#\/link\/([a-z][a-z0-9_]{0,39})$/;
const NAMED = /^#\/(card|perk|grant)\/((?:crd|grt)_[0-9A-Za-z]{1,40}|[a-z][a-z0-9_.]{0,59})$/;

export const HOME = '#/', CONSENTS = '#/consents', HISTORY = '#/history', LOG = '#/log', CARDS = '#/cards', PERKS = '#/perks', DATA = '#/data', DELETION = '#/deletion', NOTICE = '#/notice';

export function routeOf(hash: string): Route {
  const plain = PLAIN.find((view) => hash === `#/${view}`);
  if (plain !== undefined) return { view: plain };
  const [, operator] = LINK.exec(hash) ?? [];
  if (operator !== undefined) return { view: 'link', operator };
  const [, view, id] = NAMED.exec(hash) ?? [];
  return id === undefined ? { view: 'home' } : { view: view as 'card' | 'perk' | 'grant', id };
}

export function addressOf(view: 'card' | 'perk' | 'grant' | 'link', id: string): string {
  return `#/${view}/${id}`;
}
