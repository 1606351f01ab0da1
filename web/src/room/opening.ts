/** What such a page is opened with, beside the view that the address names. */

/** Return the sign-in code that the mini-program put behind `#`, and take it out of the address. */
export function takeSignInCode(): string | null {
  const code = location.hash.startsWith('#/') ? null : new URLSearchParams(location.hash.slice(1)).get('wx');
  if (code !== null) history.replaceState(null, '', location.pathname);
  return code;
}
