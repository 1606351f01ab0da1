/** What the page was opened with: `#wx=CODE` from the mini-program, `#ask=CHALLENGE` from a merchant's screen. */

const ASKED = 'asked';

/** Return the sign-in code and take everything out of the address; a challenge is kept through the sign-in. */
export function takeOpening(): { wechatCode: string | null } {
  const told = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', location.pathname);
  const challenge = told.get('ask');
  if (challenge !== null) sessionStorage.setItem(ASKED, challenge);
  return { wechatCode: told.get('wx') };
}

/** Return the challenge that is to be answered, if a merchant asked. */
export function challenge(): string | null {
  return sessionStorage.getItem(ASKED);
}

export function dropChallenge(): void {
  sessionStorage.removeItem(ASKED);
}
