/** Why a step was taken, in words. */

import { element } from '../page/element.ts';
import type { Step } from './records-api.ts';

/** Return the reason of a step and what was added to it, a paragraph each. */
export function reasonPart(step: Pick<Step, 'reason' | 'words'> | undefined): HTMLElement[] {
  const said = [step?.reason, step?.words].filter((words) => typeof words === 'string' && words !== '');
  return said.map((words) => element('p', { textContent: words ?? '' }));
}
