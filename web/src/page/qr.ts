/** Draws QR codes. */

import { create, type QRCode } from 'qrcode';

const QUIET_ZONE = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** A code with its quiet zone: a square of `side` modules, and an SVG path of the dark ones. */
export interface Drawn {
  side: number;
  path: string;
}

/** Return the code of a text: error correction M, digits packed as digits. */
export function encodeQr(text: string): QRCode {
  return create(text, { errorCorrectionLevel: 'M' });
}

/** Return the drawing of a text, sharp at any size. */
export function drawnQr(text: string): Drawn {
  const { size, data } = encodeQr(text).modules;
  const dark: string[] = [];
  for (let place = 0; place < data.length; place += 1) {
    if (data[place]) dark.push(`M${(place % size) + QUIET_ZONE} ${Math.floor(place / size) + QUIET_ZONE}h1v1h-1z`);
  }
  return { side: size + 2 * QUIET_ZONE, path: dark.join('') };
}

/** Return an element with the drawing; `label` is what a screen reader says in its place. */
export function qrElement(text: string, label: string): SVGSVGElement {
  const { side, path } = drawnQr(text);
  const drawing = document.createElementNS(SVG, 'svg');
  const attributes = { viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': label, class: 'qr', 'shape-rendering': 'crispEdges' };
  for (const [name, value] of Object.entries(attributes)) drawing.setAttribute(name, value);
  const modules = document.createElementNS(SVG, 'path');
  modules.setAttribute('d', path);
  drawing.append(modules);
  return drawing;
}
