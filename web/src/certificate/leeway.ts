/** How much longer than `exp` a certificate counts, for a clock that goes wrong. */
export const LEEWAY_SECONDS = 10;
