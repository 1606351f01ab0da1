/** Who is signed in, as far as the screens must know. */

import { reactive } from 'vue';
import { answerOf, type Shapes } from '../api/client.ts';
import { holdFor } from './held.ts';
import { tidyIdNumber } from '../page/typed.ts';
import { citizen, keepTokens } from './session.ts';

export type Person = Shapes['PersonAnswer'];

/** Null until it was asked for, and after a sign-out. */
export const known = reactive<{ person: Person | null }>({ person: null });

let asking: Promise<Person> | null = null;

/** Return who is signed in, asking only where that is not known yet, and once for all screens that want to know meanwhile. */
export async function whoAmI(): Promise<Person> {
  return known.person ?? (asking ??= ask());
}

/** Take what is known for outdated, and an answer that is still on its way as well. */
export function forgetPerson(): void {
  known.person = asking = null;
}

function ask(): Promise<Person> {
  const asked = answerOf(citizen.GET('/api/v1/me'))
    .then((person) => {
      if (asking !== asked) return person;
      holdFor(person.citizen_id);
      return (known.person = person);
    })
    .finally(() => asking === asked && (asking = null));
  return asked;
}

/** Prove the real name; what is typed goes to the service and stays nowhere on the phone. */
export async function proveName(name: string, idNumber: string): Promise<void> {
  const proof = await answerOf(citizen.POST('/api/v1/me/identity', { body: { name, id_number: tidyIdNumber(idNumber) } }));
  if (proof.tokens) keepTokens(proof.tokens as Shapes['TokenAnswer']);
  forgetPerson();
  await whoAmI();
}
