/** 谁看过我: who looked at my data, when, what, and under which consent. */

import { listConsents } from '../code/citizen-api.ts';
import { act, button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { minuteInWords } from '../page/moments.ts';
import { problem } from '../code/texts.ts';
import { backTo, type Desk } from '../room/views.ts';
import { collect, type Found } from './log-pages.ts';
import { actorInWords, deedInWords, detailsInWords, isAboutConsent, isByOthers } from './log-words.ts';
import { readLog, type Entry } from './mine-api.ts';
import { CONSENTS, HOME } from './route.ts';

/** Show what others did, and on a press what I did too. */
export async function logView(desk: Desk): Promise<Node[]> {
  const titles = await titlesOfConsents();
  const place = element('div', {});
  const show = async (isWanted: (entry: Entry) => boolean): Promise<void> => {
    place.replaceChildren(...entriesPart(desk, titles, isWanted, await collect(readLog, isWanted)));
  };
  await show(isByOthers);
  const own = element('input', { type: 'checkbox', id: 'own' });
  own.onchange = () => void show(own.checked ? () => true : isByOthers).catch((error: unknown) => tell(place, desk, error));
  return [
    backTo(HOME),
    element('h1', { textContent: pick('谁看过我', 'Who looked at my data') }),
    element('p', { className: 'note', textContent: pick('别人每用一次你的信息，都会在这里留下一条，删不掉。不认识的商户，可以屏蔽。', 'Each use of your data by others leaves an entry here that nobody can remove. You can block a merchant you do not know.') }),
    element('div', { className: 'tick' }, own, element('label', { htmlFor: 'own', textContent: pick('也看我自己做的', 'Show what I did too') })),
    place,
    act(pick('屏蔽商户：到“出示信用码”的“消息”里', 'Block a merchant: under Messages of “Show a certificate”'), '/code'),
  ];
}

/** Show when each consent was given and taken back. */
export async function historyView(desk: Desk): Promise<Node[]> {
  const [titles, found] = await Promise.all([titlesOfConsents(), collect(readLog, isAboutConsent)]);
  return [
    backTo(CONSENTS),
    element('h1', { textContent: pick('同意和撤回的历史', 'Consents given and withdrawn') }),
    element('div', {}, ...entriesPart(desk, titles, isAboutConsent, found)),
  ];
}

function entriesPart(desk: Desk, titles: ReadonlyMap<string, string>, isWanted: (entry: Entry) => boolean, found: Found): Node[] {
  const list = element('ul', { className: 'rows', id: 'log' });
  const none = element('p', { textContent: pick('还没有。', 'None yet.') });
  const rest = element('div', {});
  const add = ({ entries, next }: Found): void => {
    list.append(...entries.map((entry) => lineOf(entry, titles)));
    none.hidden = list.childElementCount > 0;
    const more = async (): Promise<void> => add(await collect(readLog, isWanted, next));
    rest.replaceChildren(...(next === null ? [] : [button(pick('看更早的', 'Earlier ones'), 'other', () => more().catch((error: unknown) => tell(rest, desk, error)))]));
  };
  add(found);
  return [none, list, rest];
}

function lineOf(entry: Entry, titles: ReadonlyMap<string, string>): HTMLElement {
  return element(
    'li',
    {},
    element('strong', { textContent: actorInWords(entry) }),
    element('p', { textContent: deedInWords(entry, titles) }),
    ...detailsInWords(entry, titles).map((line) => element('span', { className: 'note', textContent: line })),
    element('span', { className: 'note', textContent: minuteInWords(entry.at) }),
  );
}

async function titlesOfConsents(): Promise<Map<string, string>> {
  return new Map((await listConsents()).map(({ id, title }) => [id, title]));
}

function tell(place: HTMLElement, desk: Desk, error: unknown): void {
  const words = desk.wordsOf(error);
  if (words !== null) place.append(problem(words));
}
