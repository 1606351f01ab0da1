/** Finds the QR code in the camera's picture: by the phone's own reader, else by zxing in WebAssembly. */

export type Reader = (video: HTMLVideoElement) => Promise<string | null>;

interface NativeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** Return the best reader that works here. */
export async function chooseReader(): Promise<Reader> {
  const native = await nativeReader().catch(() => null);
  if (native === null) return wasmReader();
  let reader: Reader = native;
  // Some phones have it and it fails on every picture, for want of a service that is not installed.
  return (video) =>
    reader(video).catch(async () => {
      reader = await wasmReader();
      return reader(video);
    });
}

async function nativeReader(): Promise<Reader | null> {
  const { BarcodeDetector } = self as { BarcodeDetector?: NativeDetectorClass };
  if (!BarcodeDetector || !(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return null;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

async function wasmReader(): Promise<Reader> {
  const { readPixels } = await import('./wasm-reader.ts');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  return async (video) => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (side === 0) return null;
    canvas.width = canvas.height = side;
    const left = (video.videoWidth - side) / 2, top = (video.videoHeight - side) / 2;
    context.drawImage(video, left, top, side, side, 0, 0, side, side);
    return readPixels(context.getImageData(0, 0, side, side));
  };
}
