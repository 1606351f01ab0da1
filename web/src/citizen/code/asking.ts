/** Which merchant asks, as early as the service tells it. */

import { pick } from '../../page/language.ts';
import { previewOf } from './certificate-calls.ts';
import { asker, keepAsker } from './opening.ts';

/** Return the words about the merchant that showed a challenge. */
export function askedInWords(name: string | null): string {
  return name === null
    ? pick('商户请你出示一张只给它看的码。', 'A merchant asks for a code that it alone can read.')
    : pick(`“${name}”请你出示一张只给它看的码。`, `“${name}” asks for a code that it alone can read.`);
}

/** A preview names the merchant. Before the consents, or where it may ask none of these, it is refused. */
export async function nameOfAsker(challenge: string): Promise<string | null> {
  if (asker() !== null) return asker();
  try {
    const { merchant } = await previewOf({ claims: ['level', 'no_adverse'], perk: null, challenge });
    if (merchant) keepAsker(merchant.name);
  } catch {
    // The name is a courtesy here; it stands before the code is made in any case.
  }
  return asker();
}
