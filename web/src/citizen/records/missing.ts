/** What is missing in a form, and the id of the place where it is to be entered. */
export interface Missing {
  words: string;
  at: string;
}
