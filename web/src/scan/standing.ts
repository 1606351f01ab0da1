/** How this phone stands: network, scans of today, scans that wait; the screens follow it. */

import { reactive } from 'vue';
import { device } from './device.ts';

export const standing = reactive({ isOnline: navigator.onLine, today: 0, waiting: 0 });

/** Count anew, after something on the device has changed. */
export function refreshStanding(): void {
  Object.assign(standing, { isOnline: navigator.onLine, today: device.scansOfToday(Date.now()), waiting: device.queue().length });
}
