/** Says which merchant asks, as early as the service tells it. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { previewOf } from './citizen-api.ts';
import { asker, keepAsker } from './opening.ts';

/** Return the words about the merchant that showed this challenge; its name follows if it can be had. */
export function askedPart(challenge: string): HTMLElement {
  const part = element('p', { className: 'asked', attributes: { role: 'status' } });
  const say = (name: string | null): void => {
    part.textContent =
      name === null
        ? pick('商户请你出示一张只给它看的码。', 'A merchant asks for a code that it alone can read.')
        : pick(`“${name}”请你出示一张只给它看的码。`, `“${name}” asks for a code that it alone can read.`);
  };
  say(asker());
  if (asker() === null) void nameOf(challenge).then(say);
  return part;
}

/** A preview names the merchant. Before the consents, or where it may ask none of these, it is refused. */
async function nameOf(challenge: string): Promise<string | null> {
  try {
    const { merchant } = await previewOf({ claims: ['level', 'no_adverse'], perk: null, challenge });
    if (merchant) keepAsker(merchant.name);
  } catch {
    // The name is a courtesy here; it stands before the code is made in any case.
  }
  return asker();
}
