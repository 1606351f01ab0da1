/** Answers that are the same for everybody, kept on the device for the time without a network. */

import { compareClocks, serviceTime } from './clock.ts';

/** A body, when it was got by the service's clock in milliseconds, and whether that was just now. */
export interface Kept {
  body: string;
  gotAt: number;
  isFresh: boolean;
}

const STORE = 'ground';
const GOT_AT = 'x-got-at';
const PATIENCE_MS = 3000;
const GONE = 404;

/** Return the newest answer that can be had: the network's, else the one kept, else null. */
export async function fetchKept(path: string): Promise<Kept | null> {
  const sentAt = Date.now();
  try {
    const answer = await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === GONE) await drop(path);
    if (!answer.ok) return await findKept(path);
    const body = await answer.text();
    compareClocks(answer, sentAt, Date.now());
    const kept = { body, gotAt: serviceTime(), isFresh: true };
    await keep(path, kept);
    return kept;
  } catch {
    return findKept(path);
  }
}

/** Return the paths of what is kept that start like this. */
export async function keptPaths(start: string): Promise<string[]> {
  if (!('caches' in self)) return [];
  const requests = await (await caches.open(STORE)).keys();
  return requests.map((one) => new URL(one.url).pathname).filter((path) => path.startsWith(start));
}

async function findKept(path: string): Promise<Kept | null> {
  if (!('caches' in self)) return null;
  const answer = await (await caches.open(STORE)).match(path);
  if (!answer) return null;
  return { body: await answer.text(), gotAt: Number(answer.headers.get(GOT_AT)), isFresh: false };
}

async function keep(path: string, { body, gotAt }: Kept): Promise<void> {
  if (!('caches' in self)) return;
  await (await caches.open(STORE)).put(path, new Response(body, { headers: { [GOT_AT]: String(gotAt) } }));
}

async function drop(path: string): Promise<void> {
  if ('caches' in self) await (await caches.open(STORE)).delete(path);
}
