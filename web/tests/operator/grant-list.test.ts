import { expect, test } from 'vitest';
import { findNamed, readPart, type GrantsAsked, type Place, type Read } from '../../src/operator/grant-list.ts';
import type { Held } from '../../src/operator/grant-words.ts';

const held = (id: string, state: Held['state']): Held => ({ id, state }) as Held;

/** A service that has so many grants of each state, and tells a page of its own length at a time. */
function serviceWith(counts: Partial<Record<Held['state'], number>>, pageLength = 30): { read: Read; asked: GrantsAsked[] } {
  const asked: GrantsAsked[] = [];
  const all = Object.entries(counts).flatMap(([state, count]) => Array.from({ length: count }, (_, order) => held(`${state}-${order}`, state as Held['state'])));
  return {
    asked,
    async read(query) {
      asked.push(query);
      const found = all.filter(({ id, state }) => (query.state ?? state) === state && (query.named ?? id) === id);
      const from = Number(query.cursor ?? 0), to = from + pageLength;
      return { grants: found.slice(from, to), next_cursor: to < found.length ? String(to) : null };
    },
  };
}

async function readAll(kind: 'todo' | 'all', read: Read): Promise<string[]> {
  const ids: string[] = [];
  let place: Place | null = null;
  do {
    const part = await readPart(kind, place, read);
    ids.push(...part.grants.map(({ id }) => id));
    place = part.next;
  } while (place !== null);
  return ids;
}

test('what is to be done is what waits to begin, then what waits to end, and nothing that is done', async () => {
  const { read, asked } = serviceWith({ active: 3, ending: 70, pending: 40 });
  const ids = await readAll('todo', read);
  expect(ids.length).toBe(110);
  expect(new Set(ids).size).toBe(110);
  expect(ids.map((id) => id.split('-')[0])).toEqual([...Array(40).fill('pending'), ...Array(70).fill('ending')]);
  expect(asked.every(({ newest_first }) => !newest_first)).toBe(true);
});

test('what is done is read the newest first, and all of it needs no state', async () => {
  const { read, asked } = serviceWith({ ended: 2, active: 1 });
  expect((await readPart('ended', null, read)).grants.map(({ id }) => id)).toEqual(['ended-0', 'ended-1']);
  expect(await readAll('all', read)).toHaveLength(3);
  expect(asked.map(({ state, newest_first }) => [state, newest_first])).toEqual([['ended', true], [undefined, true]]);
});

test('a grant is looked for by an id alone: words or a number with spaces ask nobody', async () => {
  const { read, asked } = serviceWith({ active: 2 });
  expect((await findNamed(' active-1 ', read)).grants.map(({ id }) => id)).toEqual(['active-1']);
  expect((await findNamed('王小明', read)).grants).toEqual([]);
  expect((await findNamed('3502 0000', read)).grants).toEqual([]);
  expect(asked).toHaveLength(1);
});
