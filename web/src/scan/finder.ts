/** Looks through the camera until a code is found. */

import { byId } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { openCamera, type Camera } from './camera.ts';
import { chooseReader, type Reader } from './reader.ts';

const BETWEEN_LOOKS_MS = 60;
const SAME_CODE_RESTS_MS = 3000;

export class Finder {
  private readonly frame = byId('finder');
  private readonly aim = byId('aim');
  private readonly video = byId('video') as HTMLVideoElement;
  private readonly torch = byId('torch') as HTMLButtonElement;
  private camera: Promise<Camera> | null = null;
  private reading: Promise<Reader> | null = null;
  private lastFound = { text: '', until: 0 };
  private turn = 0;

  /** Open the camera and return the first code seen; null if stopped before. Raises `CameraFaulty`. */
  async find(): Promise<string | null> {
    this.turn += 1;
    const turn = this.turn;
    this.aim.textContent = pick('对准对方的码', 'Point it at their code');
    this.frame.hidden = false;
    try {
      return await this.look(() => turn === this.turn);
    } catch (error) {
      // A fault of a camera that nobody looks through any more is nobody's.
      if (turn === this.turn) throw error;
      return null;
    }
  }

  private async look(isWanted: () => boolean): Promise<string | null> {
    const camera = await (this.camera ??= openCamera(this.video));
    const read = await (this.reading ??= chooseReader());
    if (isWanted()) this.offerTorch(camera);
    while (isWanted()) {
      const text = await read(this.video);
      if (text !== null && isWanted() && !this.rests(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    return null;
  }

  /** Hide the picture, so that an answer has the room; the camera stays open for the next code. */
  pause(found: string | null): void {
    this.turn += 1;
    this.frame.hidden = true;
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
    // It may be opening still: then it is closed once it is open.
    this.camera?.then(
      (camera) => camera.close(),
      () => undefined,
    );
    this.camera = null;
  }

  private rests(text: string): boolean {
    return text === this.lastFound.text && Date.now() < this.lastFound.until;
  }

  private offerTorch({ switchTorch }: Camera): void {
    this.torch.hidden = switchTorch === null;
    const name = (isOn: boolean): void => {
      this.torch.textContent = isOn ? pick('关灯', 'Light off') : pick('开灯', 'Light on');
      this.torch.setAttribute('aria-pressed', String(isOn));
    };
    name(false);
    this.torch.onclick = async () => {
      const on = this.torch.getAttribute('aria-pressed') !== 'true';
      await switchTorch?.(on);
      name(on);
    };
  }
}
