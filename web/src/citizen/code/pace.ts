/** How soon a service that was not reached is asked again: later with each failure in a row. */

const FIRST_WAIT_MS = 2000, LONGEST_WAIT_MS = 15_000;

export class Pace {
  private failures = 0;
  private notBefore = 0;

  get isFailing(): boolean {
    return this.failures > 0;
  }

  isDue(now: number): boolean {
    return now >= this.notBefore;
  }

  fail(now: number): void {
    this.notBefore = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
  }

  succeed(): void {
    this.failures = 0;
    this.notBefore = 0;
  }

  /** Ask at once: something says that the network is back. */
  hurry(): void {
    this.notBefore = 0;
  }
}
