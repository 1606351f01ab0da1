/** Which view an address names; all of it stands behind `#` and reaches no server. */

export type Route = { view: 'queue' } | { view: 'password' } | { view: 'case'; number: string };

const CASE = /^#\/cases\/([XY]\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4})$/;

export function routeOf(hash: string): Route {
  const number = CASE.exec(hash)?.[1];
  if (number !== undefined) return { view: 'case', number };
  return { view: hash === '#/password' ? 'password' : 'queue' };
}

export function addressOf(number: string): string {
  return `#/cases/${number}`;
}
