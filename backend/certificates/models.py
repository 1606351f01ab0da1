"""The table of issued certificates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class Certificate(Base):
    """A certificate by its signed id; `claims` is emptied when the consent it rests on is withdrawn."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_citizen", "citizen_id", "issued_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    kind: Mapped[str] = mapped_column(String(10))
    claims: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    audience: Mapped[str | None] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str | None] = mapped_column(String(24))
