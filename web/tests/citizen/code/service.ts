/** A service that a phone's code talks to: what it was asked, and what it answers next. */

import { vi } from 'vitest';

const SECONDS_GOOD = 60;
const OK = 200, CREATED = 201, EMPTY = 204;

type Answer = Response | Promise<Response>;

export class FakeService {
  /** What was asked, as `POST /me/certificates`. */
  readonly asked: string[] = [];
  person: object = { citizen_id: 'ctz_1', verified: true, adult: true };
  /** What the next call of this kind comes to, in the place of a good answer; once. */
  readonly next = new Map<string, () => Answer>();
  readonly scans = new Map<string, object>();
  private made = 0;

  constructor() {
    vi.stubGlobal('fetch', (request: Request) => this.answer(request));
  }

  countOf(call: string): number {
    return this.asked.filter((one) => one === call).length;
  }

  private async answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const call = `${request.method} ${path}`;
    this.asked.push(call);
    const other = this.next.get(call);
    this.next.delete(call);
    return other ? other() : this.usually(request.method, path);
  }

  private usually(method: string, path: string): Response {
    if (path === '/me') return json(this.person);
    if (path.endsWith('/preview')) return json({ preview: [{ claim: 'level', words: '信用状况：良好' }], merchant: null });
    if (path.endsWith('/verifications')) return json({ verifications: [this.scans.get(path.split('/')[3]!)].filter(Boolean) });
    if (method === 'DELETE') return new Response(null, { status: EMPTY });
    this.made += 1;
    const id = `crt_${this.made}`;
    return json({ id, url: `https://card.example/v#${this.made}`, expires_at: new Date(Date.now() + SECONDS_GOOD * 1000).toISOString(), preview: [{ claim: 'level', words: '信用状况：良好' }] }, CREATED);
  }
}

export function json(body: object, status = OK, type = 'application/json'): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
}

export function refusal(type: string, status: number): Response {
  return json({ type, detail: 'no' }, status, 'application/problem+json');
}

export function away(): Promise<Response> {
  return Promise.reject(new TypeError('no network'));
}
