/** Draws QR codes. */

import { create, type QRCode } from 'qrcode';

const QUIET_ZONE = 4;

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
