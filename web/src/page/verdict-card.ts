/** An answer in large type: shape, word, what it means, and what was disclosed. */

import { element } from './element.ts';
import { SHAPES, type Tone } from './tone.ts';

export interface Card {
  tone: Tone;
  word: string;
  /** What follows from it, in sentences. */
  notes: string[];
  /** What the certificate says, a line for each claim. */
  claims: string[];
}

/** Return the card as an element; screen readers hear it as soon as it is there. */
export function drawCard(card: Card, ...more: Node[]): HTMLElement {
  const shape = element('span', { className: 'shape', textContent: SHAPES[card.tone], ariaHidden: 'true' });
  const claims = card.claims.map((line) => element('li', { textContent: line }));
  return element(
    'section',
    { className: `card ${card.tone}`, attributes: { 'data-tone': card.tone } },
    element('h1', {}, shape, element('span', { textContent: card.word })),
    claims.length ? element('ul', { className: 'claims' }, ...claims) : null,
    ...card.notes.map((note) => element('p', { textContent: note })),
    ...more,
  );
}
