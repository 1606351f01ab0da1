"""The table of issued certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class Certificate(Base):
    """A certificate by its signed id: which claims were ticked, never what they say."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_citizen", "citizen_id", "issued_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    kind: Mapped[str] = mapped_column(String(10))
    ticked: Mapped[list[str]] = mapped_column(JSON)
    perk: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[str | None] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str | None] = mapped_column(String(24))
