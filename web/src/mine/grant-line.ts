/** A grant in a line that leads to it. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { stateInWords, untilInWords } from './grant-words.ts';
import type { Grant } from './mine-api.ts';
import { addressOf } from './route.ts';

export function grantLine(grant: Grant, nameOf: (id: string) => string): HTMLElement {
  const words = [stateInWords(grant.state), untilInWords(grant)].filter((one) => one !== null).join(pick('，', ', '));
  return element('li', {}, element('a', { className: 'open', href: addressOf('grant', grant.id) }, element('strong', { textContent: nameOf(grant.perk) })), element('span', { className: 'note', textContent: words }));
}
