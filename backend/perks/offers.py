"""What a perk is to one citizen: they have it, can have it, or not yet, and then why and from when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.perks.allotment import Left
from backend.perks.eligibility import Eligibility
from backend.perks.models import OPEN_STATES, Grant, Redemption
from backend.perks.period import Period, first_moment
from backend.perks.perk import Perk
from backend.perks.redemption_outcomes import RedemptionOutcome
from backend.platform.clock import city_date
from backend.status.explanation import in_chinese


class OfferState(StrEnum):
    """Whether a citizen has a perk, can have it now, or not yet."""

    HAVE = "have"
    CAN_HAVE = "can_have"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class PerkOffer:
    """A perk as it stands for one citizen.

    `possible_from` is the first day on which time alone opens it, where there is one.
    """

    perk: Perk
    eligibility: Eligibility
    state: OfferState
    left: Left
    zh: str
    en: str
    possible_from: date | None = None


@dataclass(frozen=True)
class PastUse:
    """What of one citizen's past matters to a new wish: by perk, or as (perk, day) for each redemption."""

    valid_until: Mapping[str, date]
    over_on: Mapping[str, date]
    redeemed: Sequence[tuple[str, date]]

    def free_from(self, perk: Perk) -> date | None:
        """Return the day on which the cool-off after the last grant ends, if there was one."""
        over_on = self.over_on.get(perk.id)
        return cool_off_end(perk, over_on) if over_on is not None else None

    def full_until(self, perk: Perk, on: date) -> date | None:
        """Return the first day of the next period, where the citizen may not redeem the perk in this one."""
        if perk.period is None or self.uses_left(perk, on) != 0:
            return None
        return perk.period.next_day(on)

    def uses_left(self, perk: Perk, on: date) -> int | None:
        """Return how often the citizen may still redeem the perk in its period; None where nobody counts."""
        if perk.period is None or perk.per_citizen is None:
            return None
        since = perk.period.first_day(on)
        times = sum(1 for perk_id, day in self.redeemed if perk_id == perk.id and day >= since)
        return max(0, perk.per_citizen - times)


def cool_off_end(perk: Perk, over_on: date) -> date:
    """Return the first day on which a perk that ended on a day can be asked for again."""
    return over_on + timedelta(days=perk.cool_off_days)


def read_past_use(session: Session, citizen_id: str, on: date) -> PastUse:
    """Return what a citizen has and had, and what they redeemed this year: no period is longer."""
    open_until = func.max(Grant.valid_until).filter(Grant.state.in_(OPEN_STATES))
    grants = session.execute(
        select(Grant.perk, open_until, func.max(Grant.over_at))
        .where(Grant.citizen_id == citizen_id)
        .group_by(Grant.perk)
    ).all()
    redemptions = session.execute(
        select(Redemption.perk, Redemption.decided_at).where(
            Redemption.citizen_id == citizen_id,
            Redemption.outcome == RedemptionOutcome.REDEEMED,
            Redemption.decided_at >= first_moment(Period.YEAR.first_day(on)),
        )
    ).all()
    return PastUse(
        valid_until={perk: city_date(until) for perk, until, _ in grants if until is not None},
        over_on={perk: city_date(over_at) for perk, _, over_at in grants if over_at is not None},
        redeemed=[(perk, city_date(decided_at)) for perk, decided_at in redemptions],
    )


def make_offer(perk: Perk, eligibility: Eligibility, left: Left, past: PastUse, on: date) -> PerkOffer:
    """Return what the perk is to the citizen on a day."""

    def offer(state: OfferState, zh: str, en: str, possible_from: date | None = None) -> PerkOffer:
        return PerkOffer(perk, eligibility, state, left, zh, en, possible_from)

    until, free_from = past.valid_until.get(perk.id), past.free_from(perk)
    full_until = past.full_until(perk, on)
    if until is not None and until >= on:
        return offer(
            OfferState.HAVE, f"你已有这项激励，到{in_chinese(until)}。", f"You have it, until {until}."
        )
    if not eligibility.eligible:
        return offer(OfferState.NOT_YET, eligibility.zh, eligibility.en, eligibility.possible_from)
    if free_from is not None and free_from > on:
        return offer(OfferState.NOT_YET, *say_cooling_off(free_from), free_from)
    if full_until is not None:
        return offer(
            OfferState.NOT_YET,
            f"本期的次数已用完，自{in_chinese(full_until)}起又可以使用。",
            f"You have used it as often as this period allows; again from {full_until}.",
            full_until,
        )
    if left is Left.NONE:
        return offer(OfferState.NOT_YET, *NONE_LEFT)
    return offer(OfferState.CAN_HAVE, eligibility.zh, eligibility.en)


NONE_LEFT = (
    "这项激励目前名额或预算已用完，与你的信用状况无关。请过些时候再来看看；普通服务不受影响。",
    "No more of this perk is left for now; that has nothing to do with your status. "
    "Please look again later; ordinary service stays.",
)
"""What a citizen reads where neither a place nor budget is left."""


def say_cooling_off(free_from: date) -> tuple[str, str]:
    """Say from when a perk that was given back or ended can be asked for again."""
    return (
        f"上一次结束后需要间隔一段时间，自{in_chinese(free_from)}起可以再申请。普通服务不受影响。",
        f"Some time must pass after the last one ended; you may ask again from {free_from}. "
        "Ordinary service stays.",
    )
