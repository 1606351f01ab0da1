/** How many screens a first visit takes. */
export const STEPS = 4;
