/** The four kinds of answer: each has a shape and a word of its own beside its colour. */

export type Tone = 'good' | 'caution' | 'bad' | 'unknown';

export const SHAPES: Readonly<Record<Tone, string>> = { good: '✓', caution: '!', bad: '✕', unknown: '?' };
