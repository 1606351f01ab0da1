/** A talk with the bot: what was said on both sides, for as long as the screen is open. */

import { reactive } from 'vue';
import { answerOf, open, type Shapes } from '../../api/client.ts';
import { citizen, session } from '../session.ts';

export type Said = Shapes['ChatMessageAnswer'];

/** One turn: what the person said, and what came back. */
export interface Turn {
  mine: string;
  said: Said[];
  /** Whether the answer was judged, and how. */
  useful: boolean | null;
}

export interface Talk {
  conversation: string | null;
  turns: Turn[];
}

/** Return an empty talk. Nothing of it is kept: an answer may be about the person. */
export function newTalk(): Talk {
  return reactive<Talk>({ conversation: null, turns: [] });
}

/** Say something and add the turn; raises what the client raises, and then adds nothing. A repeat with the same key causes nothing twice. */
export async function say(talk: Talk, text: string, key: string): Promise<void> {
  const asked = { body: { text, conversation: talk.conversation }, params: { header: { 'Idempotency-Key': key } } };
  const client = session.isOpen ? citizen : open;
  const { conversation, messages } = await answerOf(client.POST('/api/v1/chat', asked));
  talk.conversation = conversation;
  talk.turns.push({ mine: text, said: messages, useful: null });
}

/** Say whether the last answer was of use. */
export async function judge(talk: Talk, turn: Turn, useful: boolean): Promise<void> {
  if (talk.conversation === null) return;
  const client = session.isOpen ? citizen : open;
  await client.POST('/api/v1/chat/feedback', { body: { conversation: talk.conversation, useful } });
  turn.useful = useful;
}

/** Return a picture that the bot shows, as an address within the page; it is for whoever signed in alone. */
export async function pictureOf(path: string): Promise<string> {
  // The bot names whole addresses; this one stands for their kind.
  const address = path as '/api/v1/me/certificates/{certificate_id}/qr.png';
  const picture = await answerOf(citizen.GET(address, { params: { path: { certificate_id: '' } }, parseAs: 'blob' }));
  return URL.createObjectURL(picture as unknown as Blob);
}

/** Send the file that the bot asked for to where it said. */
export async function sendFile(path: string, file: File): Promise<void> {
  const form = new FormData();
  form.set('file', file);
  const address = path as '/api/v1/me/repairs/{case_id}/materials';
  await citizen.POST(address, { params: { path: { case_id: '' } }, body: form as never });
}
