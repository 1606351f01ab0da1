/** A code on the screen: it renews itself, counts down, and tells who scanned it. */

import { reactive } from 'vue';
import { Unreachable } from '../../api/failures.ts';
import { serviceTime } from '../../ground/clock.ts';
import { letSleep, stayAwake } from '../../page/wake-lock.ts';
import { endCertificate, endOnLeaving, makeCertificate, verificationsOf, type Certificate, type Verification, type Wish } from './certificate-calls.ts';
import { Pace } from './pace.ts';
import { session } from '../session.ts';
import { forgetShown, keepShown, secondsLeft, surelyOverAt, type ShownCode } from './shown-codes.ts';

const TICK_MS = 1000, RENEW_MS = 30_000, LOOK_EVERY_TICKS = 3, CODES_WATCHED = 3;

/** Who is told of what happens to the code. */
export interface Listener {
  scanned(verification: Verification, certificate: Certificate): void;
  /** Something ended the showing. */
  failed(error: unknown): void;
}

/** What is on the screen now. */
export interface OnScreen {
  certificate: Certificate | null;
  /** Seconds for which the code is good; at 0 it is over. */
  left: number;
  /** The service cannot be reached. */
  isAway: boolean;
}

export class Showing {
  readonly screen = reactive<OnScreen>({ certificate: null, left: 0, isAway: false });
  private readonly pace = new Pace();
  private readonly leaving = new AbortController();
  private timer = 0;
  private ticks = 0;
  private isBusy = false;

  /** `shown` are codes of the same wish that are on the screen already, newest first. */
  constructor(
    readonly wish: Wish,
    private readonly listener: Listener,
    private shown: ShownCode[] = [],
  ) {}

  async start(): Promise<void> {
    const [newest] = this.shown;
    if (newest) this.screen.certificate = newest.certificate;
    else await this.renew();
    this.count();
    this.timer = self.setInterval(() => this.tick(), TICK_MS);
    const { signal } = this.leaving;
    addEventListener('online', () => this.pace.hurry(), { signal });
    addEventListener('pagehide', () => this.leavePage(), { signal });
    void stayAwake();
  }

  /** Let the code stand as it is, and show it no more. */
  stop(): void {
    clearInterval(this.timer);
    this.leaving.abort();
    forgetShown();
    void letSleep();
  }

  /** End the codes that may still be good; after a failure it can be asked for again. */
  async revoke(): Promise<void> {
    this.stop();
    for (const { certificate } of this.stillGood()) {
      await endCertificate(certificate.id);
      this.shown = this.shown.filter((one) => one.certificate.id !== certificate.id);
    }
  }

  /** Stop, and end as far as it can be done now what may still be good, but for one. */
  async leave(except: string | null = null): Promise<void> {
    this.stop();
    const ending = this.stillGood().filter((one) => one.certificate.id !== except);
    await Promise.allSettled(ending.map((one) => endCertificate(one.certificate.id)));
  }

  /** When, in milliseconds, all that was shown is over by itself. */
  get overAt(): number {
    return Math.max(...this.shown.map((one) => surelyOverAt(one.certificate)));
  }

  /** Whether a fresh code takes the place of an old one by itself. */
  get isRenewing(): boolean {
    return this.wish.challenge === null;
  }

  private stillGood(): ShownCode[] {
    return this.shown.filter((one) => surelyOverAt(one.certificate) > serviceTime());
  }

  /** Whoever leaves the page has no use for the code; without a network it stays, to be shown on return. */
  private leavePage(): void {
    if (!navigator.onLine || !session.isOpen) return;
    this.stop();
    for (const { certificate } of this.stillGood()) endOnLeaving(certificate.id);
  }

  private async renew(): Promise<void> {
    const certificate = await makeCertificate(this.wish);
    // Nobody sees it any more: it shall not be good.
    if (this.leaving.signal.aborted) return void endCertificate(certificate.id).catch(() => undefined);
    // The last one may still be scanned: its holder shall hear of that too.
    this.shown = [{ certificate, at: Date.now() }, ...this.shown].slice(0, CODES_WATCHED);
    keepShown({ wish: this.wish, codes: this.shown });
    this.screen.certificate = certificate;
  }

  private tick(): void {
    // Whatever becomes of the network, what is over must be seen to be over.
    this.count();
    this.ticks += 1;
    if (document.visibilityState === 'visible' && !this.isBusy && this.pace.isDue(Date.now())) void this.keepUp();
  }

  private count(): void {
    const [newest] = this.shown;
    if (newest === undefined) return;
    this.screen.left = secondsLeft(newest.certificate);
    this.screen.isAway = this.pace.isFailing;
  }

  /** Renew the code and look for scans, if it is time; one at a time, and later where the service is away. */
  private async keepUp(): Promise<void> {
    const isOld = this.isRenewing && Date.now() - (this.shown[0]?.at ?? 0) >= RENEW_MS;
    const isLook = this.pace.isFailing || this.ticks % LOOK_EVERY_TICKS === 0;
    if (!isOld && !isLook) return;
    this.isBusy = true;
    try {
      if (isOld) await this.renew();
      if (isLook) await this.lookForScans();
      this.pace.succeed();
      this.count();
    } catch (error) {
      this.stumble(error);
    } finally {
      this.isBusy = false;
    }
  }

  private async lookForScans(): Promise<void> {
    for (const { certificate } of this.shown) {
      const [latest] = await verificationsOf(certificate.id);
      if (this.leaving.signal.aborted) return;
      if (latest) return this.listener.scanned(latest, certificate);
    }
  }

  private stumble(error: unknown): void {
    if (this.leaving.signal.aborted) return;
    if (error instanceof Unreachable) {
      this.pace.fail(Date.now());
      return this.count();
    }
    this.stop();
    this.listener.failed(error);
  }
}
