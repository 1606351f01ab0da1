/** zxing in WebAssembly; loaded only once a camera is open. */

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url';

// From our own host: by itself the library would fetch it from another's.
prepareZXingModule({ overrides: { locateFile: () => wasmAddress } });

/** Return the text of the QR code in a picture, or null. */
export async function readPixels(pixels: ImageData): Promise<string | null> {
  const [found] = await readBarcodes(pixels, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
  return found?.text ?? null;
}
