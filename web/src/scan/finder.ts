/** Looks through the camera until a code is found. */

import { reactive } from 'vue';
import { openCamera, type Camera } from './camera.ts';
import { chooseReader, type Reader } from './reader.ts';

const BETWEEN_LOOKS_MS = 60;
const SAME_CODE_RESTS_MS = 3000;

export class Finder {
  /** The camera's light, where it has one that can be switched. */
  readonly light = reactive({ canSwitch: false, isOn: false });
  private camera: Promise<Camera> | null = null;
  private reading: Promise<Reader> | null = null;
  private lastFound = { text: '', until: 0 };
  private turn = 0;

  /** `video` is where the picture is shown, once it is on the screen. */
  constructor(private readonly video: () => HTMLVideoElement) {}

  /** Open the camera and return the first code seen; null if stopped before. Raises `CameraFaulty`. */
  async find(): Promise<string | null> {
    this.turn += 1;
    const turn = this.turn;
    try {
      return await this.look(() => turn === this.turn);
    } catch (error) {
      // A fault of a camera that nobody looks through any more is nobody's.
      if (turn === this.turn) throw error;
      return null;
    }
  }

  /** Look no further; the camera stays open for the next code, and the one that was found rests until `resumeAfterAnswer`. */
  pause(found: string | null): void {
    this.turn += 1;
    if (found !== null) this.lastFound = { text: found, until: Infinity };
  }

  /** Let the code that is still before the camera rest a moment: pressing on is not asking again. */
  resumeAfterAnswer(): void {
    this.lastFound.until = Date.now() + SAME_CODE_RESTS_MS;
  }

  /** Give the camera back, and forget a reader that may have failed. */
  close(): void {
    this.pause(null);
    this.reading = null;
    Object.assign(this.light, { canSwitch: false, isOn: false });
    // It may be opening still: then it is closed once it is open.
    this.camera?.then(
      (camera) => camera.close(),
      () => undefined,
    );
    this.camera = null;
  }

  async switchLight(): Promise<void> {
    const camera = await this.camera;
    await camera?.switchTorch?.(!this.light.isOn);
    this.light.isOn = !this.light.isOn;
  }

  private async look(isWanted: () => boolean): Promise<string | null> {
    const video = this.video();
    const camera = await (this.camera ??= openCamera(video));
    const read = await (this.reading ??= chooseReader());
    if (isWanted()) this.light.canSwitch = camera.switchTorch !== null;
    while (isWanted()) {
      const text = await read(video);
      if (text !== null && isWanted() && !this.rests(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    return null;
  }

  private rests(text: string): boolean {
    return text === this.lastFound.text && Date.now() < this.lastFound.until;
  }
}
