import { beforeEach, expect, test } from 'vitest';
import { forgetPerson, known, whoAmI } from '../../src/citizen/person.ts';
import { away, FakeService } from './code/service.ts';

const ME = 'GET /me';
let service: FakeService;

beforeEach(() => {
  sessionStorage.clear();
  sessionStorage.setItem('session', JSON.stringify({ access_token: 'a', refresh_token: 'r' }));
  forgetPerson();
  service = new FakeService();
});

test('screens that want to know at once who is signed in ask once', async () => {
  const [one, other] = await Promise.all([whoAmI(), whoAmI()]);
  expect([other, await whoAmI(), known.person]).toEqual([one, one, one]);
  expect(service.countOf(ME)).toBe(1);
});

test('after a failure it is asked again', async () => {
  service.next.set(ME, away);
  await expect(whoAmI()).rejects.toThrow();
  expect((await whoAmI()).citizen_id).toBe('ctz_1');
  expect(service.countOf(ME)).toBe(2);
});

test('an answer that was on its way when somebody left is nobody\'s', async () => {
  const before = whoAmI();
  forgetPerson();
  await before;
  expect([known.person, sessionStorage.getItem('whose')]).toEqual([null, null]);
  service.person = { citizen_id: 'ctz_2', verified: true, adult: true };
  expect((await whoAmI()).citizen_id).toBe('ctz_2');
});
