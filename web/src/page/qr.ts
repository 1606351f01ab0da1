/** Draws QR codes. */

import { create, type QRCode } from 'qrcode';

export const QUIET_ZONE = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** Return the code of a text: error correction M, digits packed as digits. */
export function encodeQr(text: string): QRCode {
  return create(text, { errorCorrectionLevel: 'M' });
}

/** Return a drawing that is sharp at any size; `label` is what a screen reader says in its place. */
export function drawQr(text: string, label: string): SVGSVGElement {
  const { size, data } = encodeQr(text).modules;
  const dark: string[] = [];
  for (let place = 0; place < data.length; place += 1) {
    if (data[place]) dark.push(`M${(place % size) + QUIET_ZONE} ${Math.floor(place / size) + QUIET_ZONE}h1v1h-1z`);
  }
  const drawing = document.createElementNS(SVG, 'svg');
  const side = size + 2 * QUIET_ZONE;
  const attributes = { viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': label, class: 'qr', 'shape-rendering': 'crispEdges' };
  for (const [name, value] of Object.entries(attributes)) drawing.setAttribute(name, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', dark.join(''));
  drawing.append(path);
  return drawing;
}
