/** Where a screen begins. */

/** Go to the top, also for those who hear the screen; a part that takes the place of another begins like a screen of its own. */
export function beginScreen(): void {
  const view = document.getElementById('view');
  view?.focus({ preventScroll: true });
  view?.scrollTo(0, 0);
}
