/** A code on the screen: it renews itself, counts down, and tells who scanned it. */

import { Unreachable } from '../api/call.ts';
import { serviceTime } from '../ground/clock.ts';
import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { drawQr } from '../page/qr.ts';
import { letSleep, stayAwake } from '../page/wake-lock.ts';
import { endCertificate, makeCertificate, verificationsOf, type Certificate, type Verification, type Wish } from './citizen-api.ts';

const TICK_MS = 1000, RENEW_MS = 30_000, LOOK_EVERY_TICKS = 3;
const WARN_AT_SECONDS = 10;

export class Showing {
  readonly view = element('section', { className: 'showing' });
  private readonly code = element('div', { className: 'paper' });
  private readonly countdown = element('p', { className: 'countdown' });
  // The seconds are for the eye; a screen reader hears what matters.
  private readonly spoken = element('p', { className: 'hidden', attributes: { 'aria-live': 'polite' } });
  private readonly says = element('ul', { className: 'says' });
  private readonly note = element('p', { className: 'note' });
  private shown: { certificate: Certificate; at: number }[] = [];
  private timer = 0;
  private ticks = 0;
  private isBusy = false;

  /** `scanned` is told of each scan's answer; `failed` of what ends the showing. */
  constructor(
    private readonly wish: Wish,
    private readonly scanned: (verification: Verification) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.countdown.ariaHidden = 'true';
    this.note.textContent = pick('请把屏幕亮度调高，让对方扫码。', 'Turn the screen’s brightness up for the scan.');
    this.view.append(this.code, this.countdown, this.spoken, this.says, this.note);
  }

  async start(): Promise<void> {
    await this.renew();
    this.spoken.textContent = pick('信用码已显示，60 秒内有效。', 'The code is shown and good for 60 seconds.');
    this.timer = self.setInterval(() => void this.guard(() => this.tick()), TICK_MS);
    await stayAwake();
  }

  stop(): void {
    clearInterval(this.timer);
    void letSleep();
  }

  /** End the codes that may still be good. */
  async revoke(): Promise<void> {
    this.stop();
    for (const { certificate } of this.shown) await endCertificate(certificate.id);
  }

  private get isRenewing(): boolean {
    return this.wish.challenge === null;
  }

  private async renew(): Promise<void> {
    const certificate = await makeCertificate(this.wish);
    // The last one may still be scanned: its holder shall hear of that too.
    this.shown = [{ certificate, at: Date.now() }, ...this.shown].slice(0, 3);
    const label = pick('信用码，请让对方扫描', 'The certificate’s QR code, to be scanned');
    this.code.replaceChildren(drawQr(certificate.url, label));
    this.code.dataset.url = certificate.url;
    this.says.replaceChildren(...certificate.preview.map(({ words }) => element('li', { textContent: words })));
    this.count(certificate);
  }

  private async tick(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    const [newest] = this.shown;
    if (newest === undefined) return;
    this.ticks += 1;
    if (this.isRenewing && Date.now() - newest.at >= RENEW_MS) await this.renew();
    else this.count(newest.certificate);
    if (this.ticks % LOOK_EVERY_TICKS === 0) await this.lookForScans();
  }

  private count({ expires_at: end }: Certificate): void {
    const left = Math.max(0, Math.round((Date.parse(end) - serviceTime()) / 1000));
    this.countdown.textContent = left > 0 ? pick(`${left} 秒内有效`, `Good for ${left} s`) : pick('已过期', 'Expired');
    this.code.classList.toggle('over', left === 0);
    if (!this.isRenewing && left === WARN_AT_SECONDS) this.spoken.textContent = pick('还有 10 秒', '10 seconds left');
    if (left === 0) this.spoken.textContent = pick('信用码已过期', 'The code has expired');
  }

  private async lookForScans(): Promise<void> {
    for (const { certificate } of this.shown) {
      const [latest] = await verificationsOf(certificate.id);
      if (latest) this.scanned(latest);
    }
  }

  /** Run one tick at a time; without a network the code stays, and says until when. */
  private async guard(act: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await act();
      this.note.classList.remove('problem');
    } catch (error) {
      if (!(error instanceof Unreachable)) return this.fail(error);
      this.note.classList.add('problem');
      this.note.textContent = pick('连不上服务：码到时会过期，联网后自动更新。', 'The service cannot be reached: the code ends in time, and renews once there is a network.');
    } finally {
      this.isBusy = false;
    }
  }

  private fail(error: unknown): void {
    this.stop();
    this.failed(error);
  }
}
