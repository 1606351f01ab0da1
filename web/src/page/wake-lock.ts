/** Keeps the screen from going dark, where the browser can. */

let wanted = false;
let lock: WakeLockSentinel | null = null;

/** Keep the screen on until `letSleep`, whenever the page is in view. */
export async function stayAwake(): Promise<void> {
  wanted = true;
  await take();
}

export async function letSleep(): Promise<void> {
  wanted = false;
  await lock?.release();
  lock = null;
}

async function take(): Promise<void> {
  if (!wanted || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
  // A phone that saves its battery refuses; the code is shown all the same.
  lock = await navigator.wakeLock.request('screen').catch(() => null);
}

document.addEventListener('visibilitychange', () => void take());
