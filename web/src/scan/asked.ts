/** What was asked of whoever stands at the counter: a certificate for this shop and this moment, until it is shown or taken back. */

import { shallowReactive } from 'vue';
import type { Challenge } from './merchant-calls.ts';

export const asked = shallowReactive<{ challenge: Challenge | null }>({ challenge: null });
