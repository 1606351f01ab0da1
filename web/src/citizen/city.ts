/** What the city publishes about itself: its name, its perks, whether this is a demo. */

import { reactive } from 'vue';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';

/** `terms` is null until they are there, and where they cannot be had. */
export const city = reactive<{ terms: Terms | null; isDemo: boolean }>({ terms: null, isDemo: false });

/** Fetch the terms, or take those kept on the device. */
export async function learnCity(): Promise<void> {
  const kept = await fetchKept(TERMS_PATH);
  city.terms = kept && (JSON.parse(kept.body) as Terms);
  city.isDemo = city.terms?.is_demo === true;
}
