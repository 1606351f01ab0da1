"""Tables of granted perks with every step in their life, of what is left, and of redemptions at shops."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class GrantState(StrEnum):
    """The life of a grant: pending → active → ending → ended, or refused by the operator."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"
    REFUSED = "refused"


OPEN_STATES = (GrantState.PENDING, GrantState.ACTIVE)
IN_FORCE_STATES = (*OPEN_STATES, GrantState.ENDING)
"""In these a grant takes one of its perk's places: what is ending may still be used at the operator."""

LONG_AGO = "1970-01-01 00:00:00"
"""What stands where a row was written without its time, as before there was such a column."""

_IS_OPEN = text("state IN ('pending', 'active')")
_IS_IN_FORCE = text("state IN ('pending', 'active', 'ending')")


class Grant(Base):
    """A perk granted on a card; `revision` counts the wishes sent to the operator.

    `worth_fen` is what it took of the budget. `over_at` is when its end began: a cool-off counts from there.
    `noticed_at` and `notice` say when the citizen was told of the coming end, and what follows it.
    `changed_at` is the last step's time; `seen_revision` is the last wish that the operator fetched itself.
    """

    __tablename__ = "perk_grant"
    __table_args__ = (
        Index(
            "uq_perk_grant_open",
            "card_id",
            "perk",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_perk_grant_citizen", "citizen_id", "requested_at"),
        Index(
            "ix_perk_grant_in_force",
            "valid_until",
            sqlite_where=_IS_IN_FORCE,
            postgresql_where=_IS_IN_FORCE,
        ),
        Index("ix_perk_grant_operator", "operator", "changed_at", "id"),
        Index(
            "ix_perk_grant_operator_in_force",
            "operator",
            "id",
            sqlite_where=_IS_IN_FORCE,
            postgresql_where=_IS_IN_FORCE,
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    entitlement_id: Mapped[str] = mapped_column(String(40), unique=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    card_id: Mapped[str] = mapped_column(ForeignKey("linked_card.id"))
    perk: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default=GrantState.PENDING)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    requested_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    refused_because: Mapped[str | None] = mapped_column(String(60))
    worth_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    over_at: Mapped[datetime | None] = mapped_column(Moment)
    noticed_at: Mapped[datetime | None] = mapped_column(Moment)
    notice: Mapped[str | None] = mapped_column(String(24))
    operator: Mapped[str] = mapped_column(String(40), server_default="")
    changed_at: Mapped[datetime] = mapped_column(Moment, server_default=LONG_AGO)
    seen_revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class GrantStep(Base):
    """One step of a grant's life: when, into which state, why, and who caused it."""

    __tablename__ = "perk_grant_step"

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("perk_grant.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))


class Allotment(Base):
    """What is taken of one perk: grants in force or redemptions in the period, and the worst case in fen."""

    __tablename__ = "perk_allotment"

    perk: Mapped[str] = mapped_column(String(60), primary_key=True)
    taken: Mapped[int] = mapped_column(Integer)
    period_from: Mapped[date] = mapped_column(Date)
    committed_fen: Mapped[int] = mapped_column(BigInteger)


class PerkMerchant(Base):
    """A shop or window that is registered to redeem a perk."""

    __tablename__ = "perk_merchant"

    merchant_id: Mapped[str] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    perk: Mapped[str] = mapped_column(String(60), primary_key=True)
    admitted_at: Mapped[datetime] = mapped_column(Moment)


class Redemption(Base):
    """What became of one wish to redeem a perk; `receipt` is the scan's entry in the citizen's access log.

    One scan has one redemption at most, also if the merchant repeats the request.
    """

    __tablename__ = "redemption"
    __table_args__ = (
        Index("ix_redemption_merchant", "merchant_id", "decided_at"),
        Index("ix_redemption_citizen", "citizen_id", "perk", "decided_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    merchant_id: Mapped[str] = mapped_column(ForeignKey("merchant.id"))
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    perk: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(24))
    decided_at: Mapped[datetime] = mapped_column(Moment)
