/** Says in the header that nothing here is of any effect, where the service is a demo. */

import type { Terms } from '../ground/terms.ts';
import { byId } from './element.ts';

export function markDemo(terms: Pick<Terms, 'is_demo'> | null | undefined): void {
  byId('demo').hidden = terms?.is_demo !== true;
}
