"""Tables of granted perks and of every step in their life."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, text
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
_IS_OPEN = text("state IN ('pending', 'active')")


class Grant(Base):
    """A perk granted on a card; `revision` counts the wishes sent to the operator."""

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


class GrantStep(Base):
    """One step of a grant's life: when, into which state, why, and who caused it."""

    __tablename__ = "perk_grant_step"

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("perk_grant.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
