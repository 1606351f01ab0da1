"""Tables of the rounds of reconciliation, of the differences found, and of what is still to be compared."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class RoundKind(StrEnum):
    """Whether only what an operator says has changed is compared, or everything."""

    CHANGES = "changes"
    FULL = "full"


class Phase(StrEnum):
    """What a round does next; the phases of a full one follow each other, `place` says how far it is.

    `listing`: keep a page of the operator's list. `ours`: compare a page of ours with what was kept.
    `rest`: look at what was kept and is none of ours in force. `reading`: compare a page of ours by asking
    for each, where the operator has no list. `changes`: compare a page of what has changed.
    """

    CHANGES = "changes"
    LISTING = "listing"
    OURS = "ours"
    REST = "rest"
    READING = "reading"
    DONE = "done"


class ReconciliationRound(Base):
    """One comparison with one operator; without `ended_at` it is under way, or was cut off and goes on.

    `compared` counts entitlements, `differences` those that differed, by class, and `sent_to_mend` those of
    them that are checked and mended through the outbox. `trouble` says why a round ended before its end.
    """

    __tablename__ = "reconciliation_round"
    __table_args__ = (Index("ix_reconciliation_round_operator", "operator", "began_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    begun_by: Mapped[str] = mapped_column(String(128), unique=True)
    operator: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    changed_since: Mapped[datetime | None] = mapped_column(Moment)
    began_at: Mapped[datetime] = mapped_column(Moment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    phase: Mapped[str] = mapped_column(String(8))
    place: Mapped[str | None] = mapped_column(String(1000))
    steps: Mapped[int] = mapped_column(Integer, default=0)
    compared: Mapped[int] = mapped_column(Integer, default=0)
    sent_to_mend: Mapped[int] = mapped_column(Integer, default=0)
    differences: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    trouble: Mapped[str | None] = mapped_column(String(200))


class ReconciliationDifference(Base):
    """One difference; what is held there and was never granted here has no `grant_id` and is only reported.

    `how_many` is more than one where an operator names nothing by which they could be told apart.
    """

    __tablename__ = "reconciliation_difference"
    __table_args__ = (Index("ix_reconciliation_difference_operator", "operator", "sequence"),)

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("reconciliation_round.id"), index=True)
    operator: Mapped[str] = mapped_column(String(40))
    found_at: Mapped[datetime] = mapped_column(Moment, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    grant_id: Mapped[str | None] = mapped_column(String(40))
    our_state: Mapped[str | None] = mapped_column(String(10))
    our_revision: Mapped[int | None] = mapped_column(Integer)
    entitlement_id: Mapped[str | None] = mapped_column(String(64))
    their_state: Mapped[str | None] = mapped_column(String(10))
    their_revision: Mapped[int | None] = mapped_column(BigInteger)
    their_perk: Mapped[str | None] = mapped_column(String(60))
    their_change_at: Mapped[datetime | None] = mapped_column(Moment)
    how_many: Mapped[int] = mapped_column(Integer, default=1)


class HeldThere(Base):
    """What an operator's list said in a full round, until it has been compared.

    `key` is made of the ids of link and entitlement, or is a keyed digest of the account where the operator
    knows no entitlements.
    """

    __tablename__ = "reconciliation_held"

    round_id: Mapped[str] = mapped_column(ForeignKey("reconciliation_round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(130), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int | None] = mapped_column(BigInteger)
    perk: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[datetime | None] = mapped_column(Moment)
