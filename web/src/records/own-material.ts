/** Opening again what one has uploaded: a picture is shown where it stands, a PDF file is saved. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import type { Desk } from '../room/views.ts';
import { fetchMaterial, type Material } from './records-api.ts';

/** Return the button, and below it what it opens. */
export function openPart(number: string, { id, name, media_type: type }: Material, { wordsOf }: Desk): HTMLElement {
  const isPicture = type.startsWith('image/');
  const place = element('div', { attributes: { 'aria-live': 'polite' } });
  const open = button(isPicture ? pick('打开', 'Open') : pick('下载', 'Download'), 'quiet', async () => {
    open.disabled = true;
    try {
      // The service sends it as bytes to be saved; what kind of picture it is, it has looked at itself.
      const address = URL.createObjectURL(new Blob([await fetchMaterial(number, id)], { type }));
      if (isPicture) showPicture(place, address, name);
      else save(address, name);
    } catch (error) {
      place.replaceChildren(element('p', { className: 'problem', textContent: wordsOf(error) ?? '' }));
    }
    open.disabled = false;
  });
  open.ariaLabel = isPicture ? pick(`打开 ${name}`, `Open ${name}`) : pick(`下载 ${name}`, `Download ${name}`);
  return element('div', {}, open, place);
}

function showPicture(place: HTMLElement, address: string, name: string): void {
  const picture = element('img', { className: 'own', src: address, alt: name, onload: () => URL.revokeObjectURL(address) });
  place.replaceChildren(picture);
}

function save(address: string, name: string): void {
  element('a', { href: address, download: name }).click();
  // The browser reads it after the click; until the page is left is long enough.
  addEventListener('pagehide', () => URL.revokeObjectURL(address), { once: true });
}
