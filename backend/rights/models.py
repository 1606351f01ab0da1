"""The table of accounts that are being deleted, or were."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class AccountDeletion(Base):
    """A wish to delete an account, kept as its proof for as long as the access log of that account.

    While `finished_at` is empty the database lets the steps of that citizen's cases be removed.
    """

    __tablename__ = "account_deletion"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(String(40), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
