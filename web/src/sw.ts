/**
 * The service worker: keeps the pages that were visited, so that they open in flight mode.
 *
 * It answers for the pages and their hashed files alone, and sends what a page that is being left can not. Keys, terms and status lists are kept by the pages
 * themselves (`ground/kept.ts`), which must know how old they are; calls of the API are never kept.
 */

interface Shell {
  version: string;
  /** The files of each page, by its path. */
  pages: Record<string, string[]>;
  /** The first parts of the paths at which the citizen's page is, which is kept under one of them. */
  rooms: string[];
}

// The build puts the real one here.
declare const __SHELL__: Shell;
const shell: Shell = __SHELL__;
const PREFIX = 'pages-';
const STORE = `${PREFIX}${shell.version}`;
/** This version's, and the last one's: a page that is open still loads what belongs to it. */
const STORES_KEPT = 2;
const CITIZEN = '/code';

interface LifeEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface FetchEvent extends LifeEvent {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** A page to keep, or a call to make in the place of a page that is being left. */
interface PageMessage extends LifeEvent {
  data: { keep: string } | { send: { address: string; request: RequestInit } };
  ports: readonly MessagePort[];
}
const worker = self as unknown as {
  addEventListener<E extends Event>(type: string, listener: (event: E) => void): void;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
};

worker.addEventListener('install', (event: LifeEvent) => event.waitUntil(takeOver()));
worker.addEventListener('activate', (event: LifeEvent) => event.waitUntil(begin()));
worker.addEventListener('message', (event: PageMessage) => {
  const { data, ports } = event;
  event.waitUntil('send' in data ? fetch(data.send.address, data.send.request).catch(() => undefined) : keepFor(data.keep, ports));
});
worker.addEventListener('fetch', (event: FetchEvent) => {
  const { pathname, origin } = new URL(event.request.url);
  const path = keptPath(pathname);
  const isOurs = origin === location.origin && (path in shell.pages || path.startsWith('/assets/'));
  if (event.request.method === 'GET' && isOurs) event.respondWith(answer(event.request, path));
});

/** Return the path under which it is kept: one page shows all of a citizen's screens. */
function keptPath(pathname: string): string {
  return pathname === '/' || shell.rooms.includes(pathname.split('/')[1] ?? '') ? CITIZEN : pathname;
}

/** Keep anew, in this version, the pages that the last version kept; the next opening shows them. */
async function takeOver(): Promise<void> {
  const paths = Object.keys(shell.pages);
  const wasKept = await Promise.all(paths.map((path) => caches.match(path)));
  await Promise.all(paths.filter((_, place) => wasKept[place]).map(keep));
  await worker.skipWaiting();
}

async function begin(): Promise<void> {
  const stores = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(stores.slice(0, -STORES_KEPT).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function keepFor(page: string, ports: readonly MessagePort[]): Promise<void> {
  const path = `/${page}`;
  const isKept = path in shell.pages && (await keep(path).then(() => true, () => false));
  ports[0]?.postMessage(isKept);
}

async function keep(path: string): Promise<void> {
  const store = await caches.open(STORE);
  const missing: string[] = [];
  for (const file of [path, ...(shell.pages[path] ?? [])]) if (!(await store.match(file))) missing.push(file);
  await store.addAll(missing);
}

/** Answer with what is kept: a page by its path alone, as what stands behind `#` must not leave the phone. */
async function answer(request: Request, pathname: string): Promise<Response> {
  const kept = (await (await caches.open(STORE)).match(pathname)) ?? (await caches.match(pathname));
  return kept ?? fetch(request);
}
