"""What can come of a verification, as the merchant is told it and as the citizen's log says it."""

from __future__ import annotations

from enum import StrEnum

from backend.certificates.format.reading import TokenFault


class Outcome(StrEnum):
    """Valid, or the reason why not; the list is closed.

    `unconfirmed` is the honest answer where the record of single use was lost: ask for a fresh code.
    `offline` and `offline_again` are of scans without a network that were reported afterwards; the latter is
    of a code that had been used before.
    """

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ALREADY_USED = "already_used"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_CHALLENGE = "wrong_challenge"
    UNKNOWN_KEY = "unknown_key"
    MALFORMED = "malformed"
    UNCONFIRMED = "unconfirmed"
    OFFLINE = "offline"
    OFFLINE_AGAIN = "offline_again"


BLOCKED = "blocked"
"""What the citizen reads of a scan by a merchant that they blocked; the merchant is told `revoked`."""

PAUSED = "paused"
"""The same while the citizen pauses: it is nobody's business that they do."""


OUTCOME_OF_FAULT = {
    TokenFault.EXPIRED: Outcome.EXPIRED,
    TokenFault.UNKNOWN_KEY: Outcome.UNKNOWN_KEY,
    TokenFault.MALFORMED: Outcome.MALFORMED,
}

LEARNING = (Outcome.VALID, Outcome.OFFLINE, Outcome.OFFLINE_AGAIN)
"""After these the verifier knows what the certificate says."""


def told_outcome(entered: str | None) -> Outcome:
    """Return what a merchant is told where the citizen's log says this: who is blocked is not told so."""
    if entered in (BLOCKED, PAUSED):
        return Outcome.REVOKED
    return Outcome(entered or Outcome.UNCONFIRMED)
