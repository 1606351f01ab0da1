/** What a call of the service can come to, other than an answer. */

/** A refusal as the service words it (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The service was not reached, or could not answer now: trying again later is right. */
export class Unreachable extends Error {}

/** The service was asked too often; its words say how long to wait. */
export class TooMany extends Unreachable {}

/** Somebody else whom the service has to ask does not answer now; its words say who. */
export class Waiting extends Unreachable {}

/** The sign-in is over, or there never was one. */
export class SignedOut extends Error {}
