/** From the choice to the code on the screen, and to its end or to whoever scanned it. */

import { shallowReactive } from 'vue';
import { SignedOut, Unreachable } from '../../api/failures.ts';
import { comfort } from '../../look/comfort.ts';
import { whoAmI } from '../person.ts';
import { nameOfAsker } from './asking.ts';
import { previewOf, verificationsOf, type Certificate, type Preview, type Verification, type Wish } from './certificate-calls.ts';
import { keptChoice, type Choice } from './kept-choice.ts';
import { asker, challenge, dropChallenge, keepAsker } from './opening.ts';
import { Showing } from './showing.ts';
import { findShown, type ShownCode } from './shown-codes.ts';

/** What is on the screen. */
export type Step =
  | { is: 'opening' | 'no-network' | 'unproven' | 'minor' | 'choice' | 'ended' }
  | { is: 'preview'; seen: Preview; perk: string | null }
  | { is: 'code'; showing: Showing }
  | { is: 'scanned'; scan: Verification; preview: Certificate['preview'] }
  | { is: 'not-ended'; showing: Showing }
  | { is: 'fault'; error: unknown };

/** A redemption is noted just after its scan: one that may come is looked for this often, this far apart. */
const REDEMPTION_LOOKS = 4, REDEMPTION_LOOK_MS = 2000;

interface Screen {
  step: Step;
  isBusy: boolean;
  /** The name of the merchant that asks, once it is known. */
  merchant: string | null;
}

export class Journey {
  readonly screen: Screen = shallowReactive<Screen>({ step: { is: 'opening' }, isBusy: false, merchant: asker() });
  private wish: Wish = { claims: [], perk: null, challenge: null };
  private showing: Showing | null = null;
  private turn = 0;
  private goOn: () => Promise<void> = () => this.open();

  /** Go on where the citizen was: with a code that is still good, also without a network. */
  async open(): Promise<void> {
    const shown = findShown();
    if (shown) return this.present(shown.wish, shown.codes);
    await this.attempt(async (isWanted) => {
      try {
        const { verified, adult } = await whoAmI();
        if (!isWanted()) return;
        if (!verified) this.to({ is: 'unproven' });
        else if (adult === false) this.to({ is: 'minor' });
        else void this.begin();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        if (isWanted()) this.to({ is: 'no-network' });
      }
    });
  }

  /** Begin with the choice; in the mode for elders with what the last choice would show, so that one press is left. */
  async begin(): Promise<void> {
    const kept = keptChoice('screen');
    if (comfort.size === 'usual' || kept.claims.length === 0) return this.choose();
    this.moveOn();
    await this.preview(kept);
  }

  choose(): void {
    this.moveOn();
    const asked = challenge();
    if (asked !== null && this.screen.merchant === null) void nameOfAsker(asked).then((name) => (this.screen.merchant = name));
    this.to({ is: 'choice' });
  }

  /** Ask what a merchant would see of it. */
  async preview(choice: Choice): Promise<void> {
    this.wish = { ...choice, challenge: challenge() };
    await this.attempt(async (isWanted) => {
      const seen = await previewOf(this.wish);
      if (!isWanted()) return;
      if (seen.merchant) keepAsker(seen.merchant.name);
      this.to({ is: 'preview', seen, perk: choice.perk });
    });
  }

  /** Make what was looked over, and show it. */
  async make(): Promise<void> {
    await this.present(this.wish);
  }

  /** End the code; where the service cannot be reached it is not called ended. */
  async end(showing: Showing): Promise<void> {
    await this.attempt(async (isWanted) => {
      try {
        await showing.revoke();
        if (!isWanted()) return;
        this.showing = null;
        this.to({ is: 'ended' });
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        if (isWanted()) this.to({ is: 'not-ended', showing });
      }
    });
  }

  /** Do again what a missing consent or a fault has held up. */
  async again(): Promise<void> {
    await this.goOn();
  }

  /** Go elsewhere: what is under way is wanted no more, and no code stays good. */
  moveOn(): void {
    this.turn += 1;
    this.screen.isBusy = false;
    void this.showing?.leave();
    this.showing = null;
  }

  /** Make a code and show it, or go on with those that are shown already. */
  private async present(wish: Wish, shown: ShownCode[] = []): Promise<void> {
    this.wish = wish;
    await this.attempt(async (isWanted) => {
      const made: Showing = new Showing(
        wish,
        {
          scanned: (scan, certificate) => this.told(made, scan, certificate),
          failed: (error) => {
            this.goOn = () => this.present(wish);
            this.fail(error);
          },
        },
        shown,
      );
      await made.start();
      if (!isWanted()) return void made.leave();
      this.showing = made;
      this.to({ is: 'code', showing: made });
    });
  }

  private told(made: Showing, scan: Verification, certificate: Certificate): void {
    // What was used is over; what was shown beside it is not.
    void made.leave(scan.disclosed.length ? certificate.id : null);
    this.showing = null;
    dropChallenge();
    this.screen.merchant = null;
    this.to({ is: 'scanned', scan, preview: certificate.preview });
    if (scan.disclosed.includes('perk') && scan.redemption === null) void this.awaitRedemption(scan, certificate);
  }

  /** Tell what the scan has redeemed, once that is known, to whoever still looks at it. */
  private async awaitRedemption(scan: Verification, { id, preview }: Certificate): Promise<void> {
    const shown = this.screen.step;
    for (let looks = 0; looks < REDEMPTION_LOOKS; looks += 1) {
      await new Promise((goOn) => self.setTimeout(goOn, REDEMPTION_LOOK_MS));
      if (this.screen.step !== shown) return;
      const now = await verificationsOf(id).catch(() => []);
      const found = now.find((one) => one.receipt === scan.receipt && one.redemption !== null);
      if (found === undefined) continue;
      if (this.screen.step === shown) this.to({ is: 'scanned', scan: found, preview });
      return;
    }
  }

  /** Do something, once at a time; where it is refused, say why. Where the citizen has moved on meanwhile, nothing comes of it. */
  private async attempt(act: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    if (this.screen.isBusy) return;
    const mine = ++this.turn;
    const isWanted = (): boolean => mine === this.turn;
    this.screen.isBusy = true;
    this.goOn = () => this.attempt(act);
    try {
      await act(isWanted);
    } catch (error) {
      if (isWanted()) this.fail(error);
    } finally {
      if (isWanted()) this.screen.isBusy = false;
    }
  }

  /** Who is signed out is asked for the sign-in by the frame around the screens. */
  private fail(error: unknown): void {
    if (!(error instanceof SignedOut)) this.to({ is: 'fault', error });
  }

  private to(step: Step): void {
    this.screen.step = step;
  }
}
