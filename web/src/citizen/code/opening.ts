/** What the page was opened with: `#wx=CODE` from the mini-program, `#ask=CHALLENGE` from a merchant's screen. */

const ASKED = 'asked', ASKER = 'asker';

/** Return the sign-in code and take everything out of the address; a challenge is kept through the sign-in. */
export function takeOpening(): { wechatCode: string | null } {
  const told = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', location.pathname);
  const challenge = told.get('ask');
  if (challenge !== null) {
    dropChallenge();
    sessionStorage.setItem(ASKED, challenge);
  }
  return { wechatCode: told.get('wx') };
}

/** Return the challenge that is to be answered, if a merchant asked. */
export function challenge(): string | null {
  return sessionStorage.getItem(ASKED);
}

/** Return the name of the merchant that asked, once the service has told it. */
export function asker(): string | null {
  return sessionStorage.getItem(ASKER);
}

export function keepAsker(name: string): void {
  sessionStorage.setItem(ASKER, name);
}

export function dropChallenge(): void {
  sessionStorage.removeItem(ASKED);
  sessionStorage.removeItem(ASKER);
}
