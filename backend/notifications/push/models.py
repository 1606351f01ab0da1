"""The table of what citizens permitted in WeChat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class PushPermission(Base):
    """How many messages of a template the citizen's WeChat still takes, as far as we know.

    WeChat alone counts for sure; its refusal sets `left` to nothing. A subscription for good keeps its one.
    `answer` is what the person last said when asked. `in_flight` is the outbox message that is being sent:
    one that finds itself there was perhaps sent before, and is not sent again.
    """

    __tablename__ = "push_permission"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    left: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(String(16))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    in_flight: Mapped[str | None] = mapped_column(String(128))
