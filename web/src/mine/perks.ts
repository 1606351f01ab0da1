/** 守信激励: what I have, what I can have, what not yet and why; and what I asked for. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { dayInWords } from '../page/moments.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { grantLine } from './grant-line.ts';
import { isOpen } from './grant-words.ts';
import { listGrants, listPerks, type Grant, type Perk } from './mine-api.ts';
import { askInside } from './needed.ts';
import { addressOf, HOME } from './route.ts';

const CONSENT_MISSING = 'consent-required/';

export async function perksView(desk: Desk): Promise<Node[]> {
  const [{ perks, unread }, grants] = await Promise.all([listPerks(), listGrants()]);
  const nameOf = (id: string): string => perks.find((one) => one.id === id)?.name ?? id;
  const open = grants.filter(isOpen).length;
  const of = (state: Perk['state']): Perk[] => perks.filter((one) => one.state === state);
  return [
    backTo(HOME),
    element('h1', { textContent: pick('守信激励', 'Perks') }),
    element('p', { textContent: pick('只增不减：没有激励，一切照原来的办法，不影响任何基本服务。', 'They only add: without them everything stays as it is, and no basic service depends on one.') }),
    unread === null ? null : await unreadSection(unread, perks, desk),
    grants.length ? section(pick(`我的激励（现有 ${open} 项）`, `My perks (${open} in force)`), element('ul', { className: 'rows', id: 'grants' }, ...sorted(grants).map((one) => grantLine(one, nameOf)))) : null,
    ...groupPart(pick('现在可以有', 'Can be had now'), of('can_have')),
    ...groupPart(pick('现在还不能有', 'Not yet'), of('not_yet')),
    ...groupPart(pick('全部激励', 'All perks'), of(null)),
  ].filter((part) => part !== null);
}

async function unreadSection(unread: string, perks: Perk[], desk: Desk): Promise<HTMLElement> {
  const purpose = unread.startsWith(CONSENT_MISSING) ? unread.slice(CONSENT_MISSING.length) : null;
  const why = element('p', { textContent: perks[0]?.why ?? '' });
  return section(pick('能不能有，现在看不到', 'Whether you can have them is not known'), why, purpose === null ? null : await askInside(purpose, desk));
}

function groupPart(title: string, perks: Perk[]): HTMLElement[] {
  if (perks.length === 0) return [];
  return [element('h2', { textContent: pick(`${title}（${perks.length} 项）`, `${title} (${perks.length})`) }), element('ul', { className: 'rows boxed' }, ...perks.map(perkLine))];
}

function perkLine(perk: Perk): HTMLElement {
  const words = perk.state === 'not_yet' ? whyNotInWords(perk) : perk.gives;
  return element('li', {}, element('a', { className: 'open', href: addressOf('perk', perk.id) }, element('strong', { textContent: perk.name })), element('span', { className: 'note', textContent: words }), leftNote(perk));
}

/** Say what is missing, or what stands in the way. */
function whyNotInWords({ conditions, possible_from: from, why }: Perk): string {
  const missing = conditions.filter(({ holds }) => !holds).map(({ words }) => words);
  const day = from === null ? '' : pick(`最早 ${dayInWords(from)}可以。`, `From ${dayInWords(from)} on.`);
  return missing.length ? [...missing, day].join(pick('', ' ')).trim() : why;
}

/** Return how little is left, where that is so. */
export function leftNote({ left }: Perk): HTMLElement | null {
  if (left === 'available') return null;
  const words = left === 'few_left' ? pick('名额不多了', 'Few places are left') : pick('名额或预算暂时用完了，与你的信用状况无关', 'None is left for now; your status has nothing to do with it');
  return element('span', { className: 'note', textContent: words });
}

/** Put what is in force before what is over. */
function sorted(grants: Grant[]): Grant[] {
  return [...grants.filter(isOpen), ...grants.filter((one) => !isOpen(one))];
}
