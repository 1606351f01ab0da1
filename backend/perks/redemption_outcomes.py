"""What can come of redeeming a perk at a shop, as the citizen's log says it and as the shop is told."""

from __future__ import annotations

from enum import StrEnum


class RedemptionOutcome(StrEnum):
    """Redeemed, or the reason why not; the list is closed.

    `code_refused`: the scan itself was not valid. `screen_code_needed`: paper is not used up by a scan, so it
    redeems nothing. `not_shown`: the code does not tell of this perk.
    """

    REDEEMED = "redeemed"
    NOT_ELIGIBLE = "not_eligible"
    LIMIT_REACHED = "limit_reached"
    NONE_LEFT = "none_left"
    NOT_SHOWN = "not_shown"
    SCREEN_CODE_NEEDED = "screen_code_needed"
    CODE_REFUSED = "code_refused"


def told_redemption(outcome: RedemptionOutcome) -> RedemptionOutcome:
    """Return what the shop is told: how often somebody has used a perk is for them alone to know."""
    return RedemptionOutcome.NOT_ELIGIBLE if outcome is RedemptionOutcome.LIMIT_REACHED else outcome
