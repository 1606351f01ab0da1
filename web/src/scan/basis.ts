/** What scans rest on while there is no network, fetched ahead. */

import { reactive } from 'vue';
import { loadGround, loadLists, type Ground } from '../ground/ground.ts';
import { keepPage } from '../ground/shell.ts';

/** Nothing is of any effect where the service is a demo. */
export const city = reactive({ isDemo: false });

let present: Promise<Ground | null> | null = null;

/** Return keys, terms and lists; null where there never were any here. */
export function ground(): Promise<Ground | null> {
  return (present ??= loadGround());
}

/** Get what the time without a network needs, or what is kept of it; until it is there, the last holds. */
export async function prepare(): Promise<void> {
  const loading = loadGround();
  present ??= loading;
  const got = await loading;
  city.isDemo = got?.terms?.is_demo === true;
  if (got) await loadLists(got);
  present = loading;
  await keepPage('scan');
}
