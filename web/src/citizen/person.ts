/** Who is signed in, as far as the screens must know. */

import { reactive } from 'vue';
import { answerOf, type Shapes } from '../api/client.ts';
import { holdFor } from './held.ts';
import { tidyIdNumber } from '../page/typed.ts';
import { citizen, keepTokens } from './session.ts';

export type Person = Shapes['PersonAnswer'];

/** Null until it was asked for, and after a sign-out. */
export const known = reactive<{ person: Person | null }>({ person: null });

/** Return who is signed in, asking only where that is not known yet. */
export async function whoAmI(): Promise<Person> {
  if (known.person) return known.person;
  const person = await answerOf(citizen.GET('/api/v1/me'));
  holdFor(person.citizen_id);
  return (known.person = person);
}

/** Prove the real name; what is typed goes to the service and stays nowhere on the phone. */
export async function proveName(name: string, idNumber: string): Promise<void> {
  const proof = await answerOf(citizen.POST('/api/v1/me/identity', { body: { name, id_number: tidyIdNumber(idNumber) } }));
  if (proof.tokens) keepTokens(proof.tokens as Shapes['TokenAnswer']);
  known.person = null;
  await whoAmI();
}
