/** Hands a file over to the browser, under a name. */

import { element } from './element.ts';

const KEPT_MS = 60_000;

export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  element('a', { href: address, download: name }).click();
  // The browser reads it meanwhile.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
