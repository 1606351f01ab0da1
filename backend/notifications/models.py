"""The table of how far citizens have read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class InboxMark(Base):
    """Up to when a citizen has read what they were told."""

    __tablename__ = "inbox_mark"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), primary_key=True)
    read_until: Mapped[datetime] = mapped_column(Moment)
