"""The table of an operator's sandbox: grants of nobody, on which a program can be tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.perks.models import GrantState
from backend.platform.database import Base, Moment


class SandboxGrant(Base):
    """A synthetic grant: it has no citizen and no card, and takes no place of its perk."""

    __tablename__ = "operator_sandbox_grant"
    __table_args__ = (Index("ix_operator_sandbox_grant_operator", "operator", "changed_at", "id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    entitlement_id: Mapped[str] = mapped_column(String(40), unique=True)
    link_id: Mapped[str] = mapped_column(String(40))
    operator: Mapped[str] = mapped_column(String(40))
    perk: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=GrantState.PENDING)
    revision: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    max_value_fen: Mapped[int | None] = mapped_column(BigInteger)
    refused_because: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[datetime] = mapped_column(Moment)
