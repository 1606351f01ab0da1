import { afterEach, expect, test, vi } from 'vitest';
import { Problem, SignedOut } from '../../src/api/failures.ts';
import { draftOf, keepDraft } from '../../src/officer/drafts.ts';
import { desk, resume, session, signIn, signOut } from '../../src/officer/session.ts';

const OFFICER = { name: '林经办', username: 'lin', must_change_password: false, idle_minutes: 30, ends_at: '2026-11-27T20:00:00+08:00' };
const ENTERED = { officer: OFFICER, refused_before: 2, token: null, token_type: 'Bearer' };
const CASE = 'Y2026-7K3M-9QXD';

function json(status: number, body: unknown): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
}

/** Let the service answer like this, one after another. */
function serve(...answers: (Response | Error)[]): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    const answer = answers.shift();
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
  });
  return asked;
}

afterEach(async () => {
  serve(new Response(null, { status: 204 }));
  await signOut();
  vi.unstubAllGlobals();
});

test('every call says that it comes from the desk, which no form of another site can', async () => {
  const asked = serve(json(200, ENTERED));
  expect(await signIn('lin', 'a long password', '123456')).toBe(2);
  expect(asked[0]?.headers.get('X-Requested-With')).toBe('desk');
  expect(session.officer?.name).toBe('林经办');
});

test('a wrong sign-in is told, and is no session that ran out', async () => {
  serve(json(401, { type: '/problems/officer-sign-in-wrong', detail: '用户名、密码或动态码不正确。' }));
  await expect(signIn('lin', 'x', '123456')).rejects.toThrow(Problem);
  expect(session).toEqual({ officer: null, hasRunOut: false });
});

test('a session that runs out asks for the sign-in and keeps what was typed', async () => {
  serve(json(200, ENTERED), json(401, { type: '/problems/officer-session-over', detail: '' }));
  await signIn('lin', 'x', '123456');
  keepDraft(CASE, { event: 'reject', fields: { words: '写了一半' } });
  await expect(desk.GET('/api/v1/officer/cases', {})).rejects.toThrow(SignedOut);
  expect(session).toEqual({ officer: null, hasRunOut: true });
  expect(draftOf(CASE).fields).toEqual({ words: '写了一半' });
});

test('who was never signed in is not told that a session ran out', async () => {
  serve(json(401, { type: '/problems/officer-session-over', detail: '' }));
  await resume();
  expect(session).toEqual({ officer: null, hasRunOut: false });
});

test('a sign-out that is not delivered still clears the desk, and is told', async () => {
  serve(json(200, ENTERED), new TypeError('no network'));
  await signIn('lin', 'x', '123456');
  keepDraft(CASE, { event: 'reject', fields: { words: '写了一半' } });
  expect(await signOut()).toBe(false);
  expect(session.officer).toBeNull();
  expect(sessionStorage.getItem('desk-drafts')).toBeNull();
});
