/** The way back. */

import type { Router } from 'vue-router';

/** Go back as the phone's own button does; to the room's first view where this one was opened directly. */
export function goBack(router: Router): void {
  if (history.state?.back) router.back();
  else void router.replace(upFrom(router.currentRoute.value.path));
}

/** Return the address one step up: `/mine/log` lies in `/mine`, which lies in `/`. */
export function upFrom(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
