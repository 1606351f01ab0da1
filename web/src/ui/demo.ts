/** Whether the service is a demo, so that nothing here is of any effect. */

import { reactive } from 'vue';
import { fetchKept } from '../ground/kept.ts';
import { TERMS_PATH, type Terms } from '../ground/terms.ts';

export const demo = reactive({ isOn: false });

export async function learnDemo(): Promise<void> {
  const kept = await fetchKept(TERMS_PATH);
  demo.isOn = kept !== null && (JSON.parse(kept.body) as Terms).is_demo === true;
}
