/** What people type, put right before it is sent: numbers are copied as they are printed, with gaps, dashes or full-width digits. */

/** Room for a number with a gap or a dash after each of its characters. */
export const LONGEST_TYPED = 80;

const DASHES_AND_GAPS = /[\s\p{Pd}\p{Cf}\u2212_·.]+/gu;

/** Return a number without what only parts its groups. */
export function tidyNumber(typed: string): string {
  return typed.normalize('NFKC').replace(DASHES_AND_GAPS, '');
}

/** Return an ID number in the form of its standard: who has no X at hand types a small one, or the sign for times. */
export function tidyIdNumber(typed: string): string {
  return tidyNumber(typed).toUpperCase().replace(/×/gu, 'X');
}

/** Return a code whose dashes belong to it. */
export function tidyCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, '');
}
